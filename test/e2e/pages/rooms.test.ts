/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { waitFor, steadily } from '../../../tools/harness/wait-for.ts'
import { allSeeAll, hearsSomebody } from '../kit/media.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

test(
  'two rooms never see, hear or read each other',
  scene(async ({ join, room }) => {
    const [left, right] = [`${room}-left`, `${room}-right`]
    const [ada, bo, cy] = await Promise.all([
      join('Ada', { room: left, browser: 'speaking' }),
      join('Bo', { room: left }),
      join('Cy', { room: right }),
    ])
    await allSeeAll([ada, bo])
    await hearsSomebody(bo)
    for (const person of [ada, bo, cy]) await person.press('Chat')
    await ada.say('for the left room')
    await cy.say('for the right room')
    await bo.messages.getByText('for the left room').waitFor()
    await cy.messages.getByText('for the right room').waitFor()
    await steadily(
      'each room stays by itself',
      async () => {
        const labels = [...(await bo.tileLabels()), '|', ...(await cy.tileLabels())].join(' ')
        if (labels !== 'Ada Bo | Cy') return labels
        const { sounds } = await cy.read()
        return sounds.length === 0 || 'Cy receives a sound'
      },
      { forMs: 1000 },
    )
    assert.doesNotMatch((await cy.messages.textContent()) ?? '', /left/)
    assert.doesNotMatch((await bo.messages.textContent()) ?? '', /right/)
  }),
)

test(
  'a room has one address, however it is written',
  scene(async ({ open, join, room, server }) => {
    const ada = await join('Ada', { cameraOff: true })
    const variant = room.toUpperCase().replace('-', '%20')
    const bo = await open({ path: `/r/${variant}` })
    await bo.page.waitForURL(`${server.origin}/r/${room}`)
    await bo.join('Bo')
    await ada.showsTiles(['Ada', 'Bo'])
  }),
)

test(
  'the start page opens the room that was typed, and remembers it',
  scene(async ({ open, server, room }) => {
    const ada = await open({ path: '/' })
    const field = ada.page.getByRole('textbox', { name: 'Room name' })
    assert.match(await field.inputValue(), /^[a-z0-9-]{12,64}$/, 'a name is suggested')
    await field.fill('Grüße aus Köln!')
    await ada.page.getByText('grüße-aus-köln').waitFor()
    await field.fill('!!!')
    await field.press('Enter')
    await ada.page.getByText('A room name needs at least one letter').waitFor()
    await field.fill(`${room} Here`)
    await field.press('Enter')
    await ada.page.waitForURL(`${server.origin}/r/${room}-here`)
    await ada.join('Ada')
    await ada.leave()
    await ada.page.getByRole('link', { name: 'Back to the start page' }).click()
    await ada.page.getByRole('link', { name: new RegExp(`^${room}-here`) }).click()
    await ada.page.getByRole('button', { name: 'Join now' }).waitFor()
  }),
)

test(
  'the prejoin page says who is inside',
  scene(async ({ open, join }) => {
    const first = await open()
    await first.page.getByText('Nobody else is here yet').waitFor()
    await join('Ada', { cameraOff: true })
    const second = await open()
    await second.page.getByText('1 person is in the room').waitFor()
    assert.equal(await second.page.getByText('Ada').count(), 0, 'strangers learn no names')
  }),
)

test(
  'the prejoin page names who is inside where the operator wants that',
  scenes((config) => (config.rooms.previewNames = true))(async ({ open, join }) => {
    await join('Ada', { cameraOff: true })
    const second = await open()
    await second.page.getByText('In the room: Ada').waitFor()
  }),
)

test(
  'an address that cannot be a room explains itself',
  scene(async ({ open }) => {
    const ada = await open({ path: '/' })
    ada.forgive(/404/)
    const response = await ada.page.goto(`${ada.page.url()}r/%E2%80%A6`)
    assert.equal(response?.status(), 404)
    await ada.page.getByText(/Room names are 1 to 64|cannot be a room name/).waitFor()
  }),
)

test(
  'names are checked before joining, and two people with the same one are told apart',
  scene(async ({ open, join }) => {
    const ada = await open()
    const field = ada.page.getByRole('textbox', { name: 'Your name' })
    await ada.page.getByRole('button', { name: 'Join now' }).click()
    await ada.page.getByText('Enter your name, so that others know who you are.').waitFor()
    await field.fill('\u202e')
    await ada.page.getByRole('button', { name: 'Join now' }).click()
    await ada.page.getByText('Names have 1 to 64 visible characters.').waitFor()
    await ada.join('Sam')
    const other = await join('Sam', { cameraOff: true })
    await waitFor('both are shown', async () => {
      const { tiles } = await other.read()
      const seats = new Set(tiles.map(({ participantId }) => participantId))
      return seats.size === 2 || `${seats.size} seats`
    })
    for (const person of [ada, other]) await person.showsTiles(['Sam', 'Sam (2)'])
    const third = await open()
    const name = third.page.getByRole('textbox', { name: 'Your name' })
    await name.fill('Sam (2)')
    await name.press('Enter')
    await third.page.getByText('“(2)” at the end reads like what the server adds').waitFor()
  }),
)

test(
  'every icon and file of the page exists, and scripts come from here alone',
  scene(async ({ open, server }) => {
    const ada = await open({ path: '/' })
    const links = ada.page.locator('link[rel*="icon"], link[rel="manifest"]')
    const addresses = await links.evaluateAll((all) => all.map((link) => (link as HTMLLinkElement).href))
    for (const address of [...addresses, `${server.origin}/favicon.ico`]) {
      const response = await ada.context.request.get(address)
      assert.equal(response.status(), 200, address)
      if (!address.endsWith('webmanifest')) assert.match(response.headers()['content-type'] ?? '', /^image\//)
    }
    const policy = (await ada.context.request.get(server.origin)).headers()['content-security-policy'] ?? ''
    assert.match(policy, /script-src 'self'(;|$)/)
    // The probe really would hear of a violation.
    ada.forgive(/Content Security Policy|CSP:/)
    const violations = await ada.page.evaluate(async () => {
      const heard = new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve))
      const script = document.createElement('script')
      script.textContent = 'window.inline = true'
      document.body.append(script)
      await heard
      return window.plenaryProbe.violations.length + ((window as { inline?: boolean }).inline ? 100 : 0)
    })
    assert.equal(violations, 1)
  }),
)

test(
  'the way into a meeting costs less than 250 kB of script',
  scene(async ({ open }) => {
    const ada = await open({ path: '/' })
    const scripts = new Map<string, Promise<Buffer>>()
    ada.page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      // What the browser has already comes without a body.
      const whole = response.status() === 304 ? ada.context.request.get(response.url()) : response
      scripts.set(
        response.url(),
        Promise.resolve(whole).then((it) => it.body()),
      )
    })
    await ada.page.reload()
    await ada.page.getByRole('button', { name: 'Open room' }).click()
    await ada.join('Ada')
    await ada.tile('Ada').waitFor()
    const sizes = (await Promise.all(scripts.values())).map((body) => gzipSync(body).length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    assert.ok(sizes.length > 1 && sizes.length <= 35, `the client comes in ${sizes.length} files`)
    assert.ok(total < 250_000, `${total} bytes in ${sizes.length} files`)
  }),
)
