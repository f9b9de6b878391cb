/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FrameLocator, Page } from 'playwright-core'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { serveParents } from '../kit/parent-pages.ts'
import { scenes } from '../kit/scene.ts'

const AUTOMATIC = `<title>Parent</title><div id="meeting" style="height: 500px"></div>
<ol id="log"></ol>
<script type="module">
  window.told = []
  const query = new URLSearchParams(location.search)
  const { createMeeting } = await import(query.get('server') + '/embed.js')
  // Without \`server\`: it is where the script came from.
  window.meeting = createMeeting(document.querySelector('#meeting'), {
    room: query.get('room'), name: 'Ada', autoJoin: true, toolbar: false, password: 'never in an address',
  })
  for (const name of ['ready', 'joined', 'left', 'error', 'nameChanged', 'cameraChanged'])
    meeting.on(name, (detail) => told.push([name, detail]))
</script>`

// It is allowed to steer the meeting, and does what a compromised page would do.
const HOSTILE = `<title>Parent</title><iframe id="meeting" style="width: 900px; height: 500px"
  allow="camera *; microphone *; autoplay *"></iframe><iframe id="sibling" src="/sibling"></iframe>
<script type="module">
  const query = new URLSearchParams(location.search)
  const frame = document.querySelector('#meeting')
  frame.src = query.get('server') + '/r/' + query.get('room')
  await new Promise((resolve) => frame.addEventListener('load', resolve))
  const lies = [null, 'plenary:connect', { type: 'plenary:connect' }, { type: '__proto__' }, [], 7,
    { type: 'join', name: { toString: null } }, { type: 'openRoom', room: 'other' }, new Array(1000).fill('x')]
  for (let index = 0; index < 2000; index += 1) frame.contentWindow.postMessage(lies[index % lies.length], '*')
  window.attack = () => {
    for (let index = 0; index < 20000; index += 1) port.postMessage(lies[index % lies.length])
    for (let index = 0; index < 20000; index += 1) port.postMessage({ type: 'sendChat', text: 'flood' })
  }
  window.told = []
  const greet = () => {
    if (told.length > 0) return
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }) => told.push(data.type)
    window.port = channel.port1
    frame.contentWindow.postMessage({ type: 'plenary:connect' }, query.get('server'), [channel.port2])
    setTimeout(greet, 100)
  }
  window.greet = greet
</script>`

// A frame beside the meeting, as an advertisement is: of the allowed origin, and not the parent.
const SIBLING = `<title>Sibling</title><script>
  window.told = []
  window.intrude = () => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => told.push(data.type)
    parent.frames[0].postMessage({ type: 'plenary:connect' }, '*', [port2])
  }
</script>`

const friend = await serveParents({ '/auto': AUTOMATIC, '/hostile': HOSTILE, '/sibling': SIBLING })
const stranger = await serveParents()
const scene = scenes((config) => (config.embedding.allowedParents = [friend.origin]))

const inside = (page: Page): FrameLocator => page.locator('iframe').first().contentFrame()
const query = (server: string, room: string): string => `?${new URLSearchParams({ server, room }).toString()}`

async function logged(page: Page, text: string): Promise<void> {
  await page.getByRole('list', { name: 'What happened' }).getByText(text, { exact: true }).waitFor()
}

/** What an \`/auto\` page was told, by name. */
async function told(page: Page, name: string): Promise<unknown[]> {
  const all = await page.evaluate(() => (window as unknown as { told?: [string, unknown][] }).told ?? [])
  return all.filter(([event]) => event === name).map(([, detail]) => detail)
}

test(
  'the example of the documentation shows a meeting and steers it',
  scene(async ({ open, join, room, server }) => {
    const { page } = await open({ path: '/' })
    await page.goto(`${friend.origin}/${query(server.origin, room)}`)
    await logged(page, 'ready')
    await waitFor('the name is filled in', async () => {
      const name = await inside(page).getByRole('textbox', { name: 'Your name' }).inputValue()
      return name === 'Ada' || `it is "${name}"`
    })
    await page.getByRole('button', { name: 'Join as Ada' }).click()
    await logged(page, 'joined as Ada, with 0')
    await inside(page).getByRole('toolbar', { name: 'Meeting controls' }).waitFor()
    const bo = await join('Bo', { cameraOff: true })
    await logged(page, 'Bo came')
    await bo.showsTiles(['Ada', 'Bo'])
    await page.getByRole('button', { name: 'Mute', exact: true }).click()
    await logged(page, 'microphone off')
    await inside(page).getByRole('button', { name: 'Unmute microphone' }).waitFor()
    await bo.leave()
    await logged(page, 'Bo went')
    await page.getByRole('button', { name: 'Hang up' }).click()
    await logged(page, 'left (by choice)')
    await page.locator('iframe').waitFor({ state: 'detached' })
  }),
)

test(
  'a meeting joins by itself and without its controls, in a frame that may store nothing',
  scene(async ({ open, join, room, server }) => {
    const { page } = await open({ path: '/', prepare: forbidStorage })
    await page.goto(`${friend.origin}/auto${query(server.origin, room)}`)
    await waitFor(async () => ((await told(page, 'joined')).length === 1 ? undefined : 'it does not join'))
    assert.equal(await inside(page).getByRole('toolbar', { name: 'Meeting controls' }).count(), 0)
    const bo = await join('Bo', { cameraOff: true })
    await bo.showsTiles(['Ada', 'Bo'])
    await page.evaluate('meeting.setName("Countess")')
    await bo.showsTiles(['Bo', 'Countess'])
    assert.deepEqual(await told(page, 'nameChanged'), [{ name: 'Countess' }])
    assert.deepEqual(await told(page, 'error'), [])
    for (const frame of page.frames()) assert.doesNotMatch(frame.url(), /never/)
    await page.evaluate('meeting.leave()')
    await bo.showsTiles(['Bo'])
    await page.evaluate('meeting.join()')
    await bo.showsTiles(['Ada', 'Bo'])
  }),
)

test(
  'a page that is not allowed gets no meeting and no answer',
  scene(async ({ open, room, server }) => {
    const stray = await open({ path: '/' })
    stray.forgive(/frame-ancestors|Failed to execute 'postMessage'|chrome-error/)
    await stray.page.goto(`${stranger.origin}/${query(server.origin, room)}`)
    await stray.page
      .getByRole('list', { name: 'What happened' })
      .getByText(/^error not_connected/)
      .waitFor()
    assert.equal(await inside(stray.page).getByRole('textbox').count(), 0)
  }),
)

test(
  'a hostile page around a meeting changes nothing that it may not',
  scene(async ({ open, join, room, server }) => {
    const ada = await open({ path: '/' })
    await ada.page.goto(`${friend.origin}/hostile${query(server.origin, room)}`)
    await inside(ada.page).getByRole('textbox', { name: 'Your name' }).fill('Ada')
    // A frame that is not the parent says hello first, and is not heard.
    const sibling = ada.page.frames().find((frame) => frame.url().endsWith('/sibling'))
    await sibling?.evaluate('intrude()')
    await ada.page.evaluate('greet()')
    await waitFor(async () => (await ada.page.evaluate<string[]>('told')).includes('ready') || 'no answer')
    assert.deepEqual(await sibling?.evaluate('told'), [])
    await inside(ada.page).getByRole('button', { name: 'Join now' }).click()
    await waitFor(async () => (await ada.page.evaluate<string[]>('told')).includes('joined') || 'no join')
    const bo = await join('Bo', { cameraOff: true })
    await bo.press('Chat')
    await ada.page.evaluate('attack()')
    await inside(ada.page).getByRole('button', { name: 'Leave' }).waitFor()
    await inside(ada.page).getByRole('button', { name: /^Chat/ }).click()
    await inside(ada.page).getByRole('textbox', { name: 'Message' }).fill('still in order')
    await inside(ada.page).getByRole('button', { name: 'Send' }).click()
    await bo.messages.getByText('still in order').waitFor()
    const floods = await bo.messages.getByText('flood').count()
    assert.ok(floods <= 40, `${floods} messages of a flood came through`)
    await bo.showsTiles(['Ada', 'Bo'])
  }),
)

/** As in a browser that blocks what other sites store. */
function forbidStorage(): void {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'BroadcastChannel'])
    Object.defineProperty(window, name, {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
}
