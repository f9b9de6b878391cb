/* global document */
import { callApi } from './requests.mjs'
import { button, find, say, showRows } from './elements.mjs'
import { texts, time } from './texts.mjs'

/** Shows the end of the log, while somebody has opened it. */
export async function showLog() {
  if (!find('log').open) return
  const { ok, body } = await callApi('GET', '/server/log?limit=300')
  if (!ok) return
  const list = find('lines')
  // Whoever has scrolled up reads there.
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8
  list.replaceChildren(...body.lines.map(lineOf))
  if (isAtEnd) list.scrollTop = list.scrollHeight
}

function lineOf({ time: at, level, msg, ...fields }) {
  const item = document.createElement('li')
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`
  item.textContent = `${time(at)} ${level} ${msg ?? ''}${rest}`
  if (level !== 'info') item.className = 'bad'
  return item
}

/** Shows which addresses are blocked. */
export async function showBlocks() {
  const { ok, body } = await callApi('GET', '/server/blocks')
  if (!ok) return
  const items = body.blocks.map(({ id, address, until, note }) => ({
    key: id,
    cells: [`${address} ${texts.until} ${time(until)}${note === '' ? '' : ` · ${note}`}`],
    buttons: () => [button(texts.unblock, () => unblock(id))],
  }))
  showRows(find('blocks'), items)
}

/** Blocks what was typed. */
export async function blockTyped() {
  const minutes = Number(find('hours').value) * 60
  const result = await callApi('POST', '/server/blocks', { address: find('address').value.trim(), minutes })
  say(result)
  if (result.ok) find('address').value = ''
  await showBlocks()
}

async function unblock(id) {
  say(await callApi('DELETE', `/server/blocks/${encodeURIComponent(id)}`))
  await showBlocks()
}
