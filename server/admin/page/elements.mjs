/* global document */
// Whatever comes from the server is put into the page as text, never as HTML: names of rooms and of people are typed
// by strangers.
import { texts } from './texts.mjs'

/** An element of the page by its id. */
export const find = (id) => document.getElementById(id)

/** A button that does its work once at a time. */
export function button(label, work, { isDanger = false } = {}) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = label
  if (isDanger) element.className = 'danger'
  element.addEventListener('click', async () => {
    element.disabled = true
    await work()
    element.disabled = false
  })
  return element
}

/** Writes a heading row, once. */
export function heading(table, labels) {
  if (table.tHead) return
  const row = table.createTHead().insertRow()
  for (const label of labels) {
    const cell = document.createElement(label === '' ? 'td' : 'th')
    cell.textContent = label
    if (label !== '') cell.scope = 'col'
    row.append(cell)
  }
  table.createTBody()
}

/**
 * Brings rows in line with what there is. A row stays as long as its key does, so that a button under a finger or
 * with the focus is the same one after an update.
 *
 * @param {HTMLElement} parent
 * @param {{ key: string, cells: (string | { text: string, isBad: boolean })[], buttons: () => Node[] }[]} items
 */
export function showRows(parent, items) {
  const known = new Map([...parent.children].map((row) => [row.dataset.key, row]))
  let before = parent.firstElementChild
  for (const { key, cells, buttons } of items) {
    const row = known.get(key) ?? createRow(parent, key, cells.length, buttons)
    known.delete(key)
    for (const [index, cell] of cells.entries()) write(row.children[index], cell)
    if (row === before) before = before.nextElementSibling
    else parent.insertBefore(row, before)
  }
  for (const row of known.values()) row.remove()
}

function createRow(parent, key, count, buttons) {
  const isTable = parent.tagName === 'TBODY'
  const row = document.createElement(isTable ? 'tr' : 'li')
  row.dataset.key = key
  const labels = isTable ? [...parent.parentElement.tHead.rows[0].cells] : []
  for (let index = 0; index < count; index += 1) {
    const cell = document.createElement(isTable ? 'td' : 'span')
    // On a phone rows stand without the heading.
    if (index > 0 && labels[index]) cell.dataset.label = labels[index].textContent
    row.append(cell)
  }
  const last = document.createElement(isTable ? 'td' : 'span')
  for (const one of buttons()) last.append(' ', one)
  row.append(last)
  return row
}

function write(element, cell) {
  const { text, isBad = false } = typeof cell === 'string' ? { text: cell } : cell
  if (element.textContent !== text) element.textContent = text
  element.className = isBad ? 'bad' : ''
}

/** Asks before something that cannot be undone. */
export async function isSure(question, label) {
  const dialog = find('ask')
  find('question').textContent = question
  find('yes').textContent = label
  dialog.returnValue = 'no'
  dialog.showModal()
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
  return dialog.returnValue === 'yes'
}

/** Says why something did not work; without a reason that the server does not answer. Nothing when it worked. */
export function say({ ok, reason }) {
  find('trouble').textContent = ok ? '' : (reason ?? texts.unreachable)
}
