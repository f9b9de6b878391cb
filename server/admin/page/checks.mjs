/* global document */
import { callApi } from './requests.mjs'
import { button, find, say, showRows } from './elements.mjs'
import { texts, time, verdicts } from './texts.mjs'

/** What is shown of a check, so that it goes with whoever signs out. */
const PLACES = ['checks', 'check']

/** Shows what the newest checks of guests came down to. */
export async function showChecks() {
  const { ok, body } = await callApi('GET', '/checks')
  if (!ok) return
  const items = body.checks.map(({ code, at, address, verdict }) => ({
    key: code,
    cells: [
      { text: `${shown(code)} · ${verdicts[verdict]} · ${address} · ${time(at)}`, isBad: verdict !== 'good' },
    ],
    buttons: () => [button(texts.show, () => openCheck(code))],
  }))
  showRows(find('checks'), items)
}

/** Shows the check whose code was typed. */
export async function showTypedCheck() {
  await openCheck(find('check-code').value.trim())
}

/** Shows nothing of any check. */
export function forgetChecks() {
  for (const id of PLACES) find(id).replaceChildren()
}

async function openCheck(code) {
  const result = await callApi('GET', `/checks/${encodeURIComponent(code)}`)
  say(result)
  find('check').replaceChildren(...(result.ok ? rowsOf(result.body) : []))
}

function rowsOf({ code, at, address, verdict, result }) {
  const { browser, camera, microphone, speaker, paths, line } = result
  const rows = [
    [texts.code, `${shown(code)} · ${time(at)} · ${address}`],
    [texts.result, verdicts[verdict]],
    [texts.browser, `${browser.name} ${browser.version}, ${browser.system}`],
    [texts.camera, camera],
    [texts.microphone, microphone],
    [texts.speaker, speaker === null ? '–' : speaker ? 'works' : 'not heard'],
    ...Object.entries(paths).map(([path, outcome]) => [path, outcome]),
    ...(line === null ? [] : Object.entries(line).map(([name, value]) => [name, String(value ?? '–')])),
  ]
  return rows.flatMap(([name, value]) => [element('dt', name), element('dd', value)])
}

function element(tag, text) {
  const one = document.createElement(tag)
  one.textContent = text
  return one
}

/** In two halves, as guests read it out. */
function shown(code) {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}
