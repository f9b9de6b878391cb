/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProxy, type ProxySetup } from '../../kit/http-proxy.ts'
import { allSeeAll } from '../kit/media.ts'
import { scenes, type Scene } from '../kit/scene.ts'

const scene = scenes()
const below = scenes((config) => {
  config.listen.publicUrl = 'https://example.org/meet'
  // The proxies of these tests have ports that nobody knows before.
  config.listen.allowedOrigins = []
})

const WEBSOCKET_FAILED = /WebSocket connection to .* failed/

async function proxyTo({ server, atEnd }: Scene, setup: ProxySetup): Promise<string> {
  return (
    (await startProxy({ after: (end) => atEnd(end as () => unknown) }, server.origin, setup)) +
    (setup.path ?? '')
  )
}

test(
  'two people meet where no WebSocket passes, and a reload keeps the seat',
  scene(async (play) => {
    const proxy = await proxyTo(play, { upgrades: false })
    play.forgiveServer(/"(mistake|kind)":"upgrade"/)
    const [ada, bo] = await Promise.all([play.join('Ada', { proxy }), play.join('Bo', { proxy })])
    for (const person of [ada, bo]) person.forgive(WEBSOCKET_FAILED)
    await allSeeAll([ada, bo])
    const failures = (): number => bo.console.filter((line) => WEBSOCKET_FAILED.test(line)).length
    const before = failures()
    await bo.page.reload()
    await bo.inMeeting()
    await allSeeAll([ada, bo])
    assert.equal(failures(), before, 'the tab remembers what works')
    assert.deepEqual(await ada.tileLabels(), ['Ada', 'Bo'])
  }),
)

for (const strips of [true, false]) {
  test(
    `people meet below the path of a proxy that ${strips ? 'removes' : 'keeps'} it`,
    below(async (play) => {
      const proxy = await proxyTo(play, { path: '/meet', strips })
      const ada = await play.open({ proxy, path: '/' })
      await ada.page.getByRole('button', { name: 'Open room' }).click()
      await ada.page.waitForURL(/\/meet\/r\/[a-z0-9-]+$/)
      const room = /[^/]+$/.exec(ada.page.url())?.[0] ?? ''
      await ada.join('Ada')
      const link = await ada.page.getByRole('textbox', { name: /link/i }).inputValue()
      assert.equal(link, `https://example.org/meet/r/${room}`)
      const bo = await play.join('Bo', { proxy, room })
      await allSeeAll([ada, bo])
      await bo.leave()
      await bo.page.getByRole('link', { name: 'Back to the start page' }).click()
      await bo.page.waitForURL(/\/meet\/$/)
    }),
  )
}

test(
  'a path that the server was never told works when the proxy removes it',
  scene(async (play) => {
    const proxy = await proxyTo(play, { path: '/any/where' })
    const people = await Promise.all([play.join('Ada', { proxy }), play.join('Bo', { proxy })])
    await allSeeAll(people)
  }),
)

test(
  'a page behind a proxy that loses the Host says that the address is set up wrong',
  scene(async (play) => {
    const proxy = await proxyTo(play, { keepsHost: false })
    play.forgiveServer(/"(mistake|kind)":"origin"/)
    const guest = await play.open({ proxy })
    guest.forgive(/WebSocket connection|HTTP 403|status of 403/)
    await guest.page.getByText('The address of this server is set up wrong').first().waitFor()
    assert.doesNotMatch(await guest.page.locator('body').innerText(), /Check your connection/)
  }),
)
