/* global document, location */
import { callApi, send, session } from './requests.mjs'
import { forgetChecks, showChecks, showTypedCheck } from './checks.mjs'
import { find, isSure, say } from './elements.mjs'
import { blockTyped, showBlocks, showLog } from './log.mjs'
import { showOverview } from './overview.mjs'
import { RoomView } from './room.mjs'
import { texts, translatePage } from './texts.mjs'

const EVERY_MS = 3000
const DRAIN_SECONDS = 600

const room = new RoomView()
let timer
let isSignedIn = false

/** Reads everything that is shown, and again after a while as long as somebody looks. */
async function refresh() {
  clearTimeout(timer)
  if (!isSignedIn || document.hidden) return
  const isThere = await showOverview((name) => room.open(name))
  if (isThere) await Promise.all([room.refresh(), showBlocks(), showChecks(), showLog()])
  clearTimeout(timer)
  if (isSignedIn) timer = setTimeout(refresh, EVERY_MS)
}

function showDoor(account) {
  isSignedIn = false
  clearTimeout(timer)
  room.close()
  // Whoever sits down at the machine next sees nothing of it.
  for (const id of ['facts', 'blocks', 'lines', 'state']) find(id).replaceChildren()
  for (const id of ['rooms', 'people']) find(id).tBodies[0]?.replaceChildren()
  forgetChecks()
  find('live').hidden = find('actions').hidden = true
  find('door').hidden = false
  find('account').hidden = !account
  if (account) find('account').textContent = `${texts.signInWith} ${account.provider}`
}

async function enter() {
  isSignedIn = true
  find('door').hidden = true
  find('live').hidden = find('actions').hidden = false
  await refresh()
}

/** Shows what the server knows of this browser. */
async function begin() {
  const { ok, body, reason } = await send('GET', 'admin/session')
  if (!ok) return say({ ok, reason })
  find('socket-io').hidden = !body.socketPage
  if (body.signedIn) return await enter()
  showDoor(body.account)
  find('account').onclick = () => signInByAccount(body.account)
}

async function signIn(body) {
  const result = await send('POST', 'admin/session', body)
  say(result)
  if (result.ok) await enter()
}

async function signInByAccount({ isOperator }) {
  if (isOperator) await signIn({})
  else location.assign('auth/login?return=/admin')
}

translatePage()
session.addEventListener('signed-out', () => void begin())
find('sign-in').addEventListener('submit', (event) => {
  event.preventDefault()
  const token = find('token').value.trim()
  find('token').value = ''
  void signIn({ token })
})
find('block').addEventListener('submit', (event) => {
  event.preventDefault()
  void blockTyped()
})
find('find-check').addEventListener('submit', (event) => {
  event.preventDefault()
  void showTypedCheck()
})
find('sign-out').addEventListener('click', async () => {
  say(await send('DELETE', 'admin/session'))
  await begin()
})
find('drain').addEventListener('click', async () => {
  if (!(await isSure(texts.drainSure, texts.drain))) return
  say(await callApi('POST', '/server/drain', { deadlineSeconds: DRAIN_SECONDS }))
  await refresh()
})
find('log').addEventListener('toggle', () => void showLog())
document.addEventListener('visibilitychange', () => void refresh())
void begin()
