import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenes } from '../kit/scene.ts'

const scene = scenes((config) => {
  config.rooms.previewNames = true
})

test(
  'a room is named in any script, and its link leads others to it',
  scene(async ({ open, server, room }) => {
    const ada = await open({ path: '/' })
    const field = ada.page.getByRole('textbox', { name: 'Room name' })
    await field.fill(`팀 회의 ${room}`)
    await field.press('Enter')
    const name = `팀-회의-${room}`
    const address = `${server.origin}/r/${encodeURIComponent(name)}`
    await ada.page.waitForURL(address)
    await ada.page.getByText(name, { exact: true }).waitFor()
    assert.match(await ada.page.title(), new RegExp(`^${name}`))
    await ada.join('Ada')
    const link = await ada.page.getByRole('textbox', { name: 'Meeting link' }).inputValue()
    assert.equal(link, address)
    const bo = await open({ path: link.slice(server.origin.length) })
    await bo.page.getByText('In the room: Ada').waitFor()
    await bo.join('Bo')
    for (const person of [ada, bo]) await person.showsTiles(['Ada', 'Bo'])
    await bo.leave()
    await bo.page.getByRole('link', { name: 'Back to the start page' }).click()
    await bo.page.getByRole('link', { name: new RegExp(`^${name}`) }).waitFor()
  }),
)

test(
  'rooms that differ in one word of another script stay two',
  scene(async ({ join, room }) => {
    const [sales, development] = await Promise.all([
      join('Ada', { room: `영업 ${room}`, cameraOff: true }),
      join('Bo', { room: `개발 ${room}`, cameraOff: true }),
    ])
    await sales.showsTiles(['Ada'])
    await development.showsTiles(['Bo'])
  }),
)

test(
  'the field says which character cannot be part of a room name',
  scene(async ({ open, server }) => {
    const ada = await open({ path: '/' })
    const field = ada.page.getByRole('textbox', { name: 'Room name' })
    const reasons = {
      'C++': /“\+” \(U\+002B\) cannot be part of it/,
      'team\u200b': /U\+200B cannot be seen/,
      'p\u0430ypal': /mixes scripts/,
      '\u0441\u043e\u0441\u043e': /only looks like Latin letters/,
    }
    for (const [typed, reason] of Object.entries(reasons)) {
      await field.fill(typed)
      await field.press('Enter')
      await ada.page.getByText(reason).waitFor()
    }
    assert.equal(ada.page.url(), `${server.origin}/`)
    ada.forgive(/404/)
    await ada.page.goto(`${server.origin}/r/C%2B%2B`)
    await ada.page.getByText(/“\+” \(U\+002B\) cannot be part of it/).waitFor()
  }),
)
