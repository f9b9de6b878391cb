/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { findBarriers } from '../kit/axe.ts'
import { joinAsHost, knock, openSecurity, seesSecurity } from '../kit/doors.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

const security = (person: Participant) =>
  person.toolbar.getByRole('button', { name: 'Security', exact: true })

test(
  'whoever opens a new room under the suggested name is its host, after a reload and on another visit too',
  scene(async ({ open }) => {
    const ada = await open({ path: '/' })
    await ada.page.getByRole('button', { name: 'Open room' }).click()
    await ada.join('Ada')
    await seesSecurity(ada)
    await ada.page.reload()
    await ada.inMeeting()
    await seesSecurity(ada)
    await ada.leave()
    await ada.page.getByRole('button', { name: 'Rejoin' }).click()
    await ada.page.getByText('This room is yours').waitFor()
    await ada.join('Ada')
    await seesSecurity(ada)
  }),
)

test(
  'a typed name makes nobody host by accident, and one button makes the room the own one',
  scene(async ({ join, open, room }) => {
    const ada = await join('Ada', { cameraOff: true })
    assert.equal(await security(ada).count(), 0)
    await ada.leave()
    const bo = await joinAsHost({ open }, 'Bo', { room: `${room}-own` })
    await seesSecurity(bo)
    const cy = await open({ room: `${room}-own` })
    await cy.page.getByText('This room belongs to Bo.').waitFor()
    assert.equal(await cy.page.getByRole('button', { name: 'Make it mine' }).count(), 0)
  }),
)

test(
  'a room with a password asks for it, says when it is wrong, and takes it from a link',
  scene(async ({ open, room }) => {
    const ada = await joinAsHost({ open }, 'Ada', {
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    })
    const panel = await openSecurity(ada)
    await panel.getByRole('textbox', { name: 'New password' }).fill('open & shut')
    await panel.getByRole('button', { name: 'Set password' }).click()
    await panel.getByText('The room asks for a password.').waitFor()
    await panel.getByRole('button', { name: 'Copy link with password' }).click()
    const link = await ada.page.evaluate(() => navigator.clipboard.readText())

    const bo = await knock({ open }, 'Bo')
    const field = bo.page.getByLabel('Password of the room')
    await field.waitFor()
    await waitFor('the field has the focus', () => field.evaluate((it) => it === document.activeElement))
    await field.fill('wrong')
    await field.press('Enter')
    await bo.page.getByText('That is not the password of this room.').waitFor()
    assert.deepEqual(await findBarriers(bo.page), [])
    await field.fill('open & shut')
    await field.press('Enter')
    await bo.inMeeting()

    const cy = await open({ path: new URL(link).pathname + new URL(link).hash })
    assert.equal(new URL(cy.page.url()).hash, '', 'the password left the address')
    assert.equal(new URL(cy.page.url()).pathname, `/r/${room}`)
    await cy.join('Cy')
  }),
)

test(
  'an invitation carries a role past a lock, and its link leaves no trace in the address',
  scene(async ({ open }) => {
    const ada = await joinAsHost({ open }, 'Ada', {
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    })
    const panel = await openSecurity(ada)
    await panel.getByRole('switch', { name: 'Lock the room' }).click()
    const bo = await knock({ open }, 'Bo')
    await bo.page.getByText('This room is locked').waitFor()
    await panel.getByRole('combobox', { name: 'Role' }).selectOption('co-host')
    await panel.getByRole('textbox', { name: /^For whom/ }).fill('Cy')
    await panel.getByRole('button', { name: 'Make invitation' }).click()
    await panel.getByRole('button', { name: 'Copy link of invitation Cy' }).click()
    const link = new URL(await ada.page.evaluate(() => navigator.clipboard.readText()))
    assert.match(link.hash, /^#invite=/)

    const cy = await open({ path: link.pathname + link.hash })
    assert.equal(new URL(cy.page.url()).hash, '')
    await cy.join('Cy')
    await seesSecurity(cy)
    // What the page can find of the way that led to it.
    assert.equal(await cy.page.evaluate(() => location.href.includes('invite')), false)
    assert.equal(await cy.page.evaluate(() => document.referrer), '')
    // Good for one person.
    const eve = await open({ path: link.pathname + link.hash })
    await eve.page.getByRole('textbox', { name: 'Your name' }).fill('Eve')
    await eve.page.getByRole('button', { name: 'Join now' }).click()
    await eve.page.getByText('This invitation is not good any more.').waitFor()
  }),
)

test(
  'a host decides about all of it in a panel that everybody can use',
  scene(async ({ open }) => {
    const ada = await joinAsHost({ open }, 'Ada')
    const panel = await openSecurity(ada)
    await panel.getByRole('switch', { name: 'Webinar' }).click()
    await panel.getByRole('combobox', { name: 'Write privately' }).selectOption('off')
    const most = panel.getByRole('textbox', { name: 'Most people' })
    await most.fill('0')
    await most.press('Enter')
    await panel.getByText('Enter a whole number').waitFor()
    await most.fill('20')
    await most.press('Enter')
    await panel.getByRole('switch', { name: 'Open at certain times only' }).click()
    await panel.getByLabel('Closes').fill('08:00')
    await panel.getByRole('button', { name: 'Save opening hours' }).click()
    await panel.getByText('A time ends after it begins.').waitFor()
    await panel.getByLabel('Closes').fill('00:00')
    await panel.getByRole('button', { name: 'Save opening hours' }).click()
    await panel.getByRole('button', { name: 'Open on another device' }).click()
    const link = await panel.getByRole('textbox', { name: 'Link for your other device' }).inputValue()
    assert.match(new URL(link).hash, /^#owner=/)
    assert.deepEqual(await findBarriers(ada.page), [])
    await panel.getByRole('button', { name: 'Close panel' }).click()
    await panel.waitFor({ state: 'detached' })
    await ada.toolbar.waitFor()
    await ada.page.reload()
    await ada.inMeeting()
    const again = await openSecurity(ada)
    await again.getByRole('switch', { name: 'Webinar', checked: true }).waitFor()
    assert.equal(await again.getByRole('textbox', { name: 'Most people' }).inputValue(), '20')

    const phone = await open({ path: new URL(link).pathname + new URL(link).hash })
    await phone.page.getByText('This room is yours').waitFor()
    await phone.join('Ada')
    await seesSecurity(phone)
  }),
)
