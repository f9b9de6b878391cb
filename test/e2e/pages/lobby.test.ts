/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { findBarriers } from '../kit/axe.ts'
import { joinAsHost, knock, openSecurity } from '../kit/doors.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes, type Scene } from '../kit/scene.ts'

const scene = scenes()

/** A host whose room lets nobody in unasked, with the list of people open. */
async function hostWithLobby({ open }: Pick<Scene, 'open'>): Promise<Participant> {
  const host = await joinAsHost({ open }, 'Ada')
  const panel = await openSecurity(host)
  await panel.getByRole('switch', { name: 'Waiting room' }).click()
  await panel.getByRole('switch', { name: 'Waiting room', checked: true }).waitFor()
  return host
}

test(
  'whoever waits is seen, written to and let in, with devices as chosen, through a reload',
  scene(async ({ open }) => {
    const ada = await hostWithLobby({ open })
    const bo = await knock({ open }, 'Bo')
    await bo.page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
    await ada.page.getByText('Bo waits to come in').waitFor()
    await ada.press('People')
    await ada.people.getByRole('button', { name: 'Write to those who wait' }).click()
    await ada.people.getByRole('textbox', { name: 'Text for those who wait' }).fill('One moment, please.')
    await ada.people.getByRole('button', { name: 'Send' }).click()
    await bo.page.getByRole('log', { name: 'From the hosts' }).getByText('One moment, please.').waitFor()
    assert.deepEqual(await findBarriers(bo.page), [])
    assert.deepEqual(await findBarriers(ada.page), [])
    assert.equal(await ada.tile('Bo').count(), 0, 'whoever waits has no seat')

    await bo.page.getByRole('button', { name: 'Mute microphone' }).click()
    await bo.page.reload()
    await bo.page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
    await waitFor('Bo stands in the list once', async () => {
      const count = await ada.people.getByRole('button', { name: 'Admit Bo' }).count()
      return count === 1 || `${count} times`
    })
    await ada.people.getByRole('button', { name: 'Admit Bo' }).click()
    await bo.inMeeting()
    await bo.control('Unmute microphone').waitFor()
    await ada.showsTiles(['Ada', 'Bo'])
    await ada.people.getByText('Waiting to come in').waitFor({ state: 'detached' })
  }),
)

test(
  'whoever is denied reads the reason and may ask again; all who wait come in together',
  scene(async ({ open }) => {
    const ada = await hostWithLobby({ open })
    await ada.press('People')
    const bo = await knock({ open }, 'Bo')
    await ada.people.getByRole('button', { name: 'Deny Bo' }).click()
    await ada.people.getByRole('textbox', { name: 'Reason, if you like' }).fill('Members only.')
    await ada.people.getByRole('button', { name: 'Deny', exact: true }).click()
    await bo.page.getByText('The host says: “Members only.”').waitFor()
    assert.deepEqual(await findBarriers(bo.page), [])
    await bo.page.getByRole('button', { name: 'Ask again' }).click()
    const cy = await knock({ open }, 'Cy')
    await ada.people.getByRole('button', { name: 'Admit Cy' }).waitFor()
    await ada.people.getByRole('button', { name: 'Admit all' }).click()
    await Promise.all([bo.inMeeting(), cy.inMeeting()])
  }),
)

test(
  'a broken connection keeps the place, and whoever waits no longer is gone from the list',
  scene(async ({ open, cable }) => {
    const ada = await hostWithLobby({ open })
    await ada.press('People')
    const line = await cable()
    const bo = await open({ cable: line })
    await bo.page.getByRole('textbox', { name: 'Your name' }).fill('Bo')
    await bo.page.getByRole('button', { name: 'Join now' }).click()
    await ada.people.getByRole('button', { name: 'Admit Bo' }).waitFor()
    bo.forgive(/ERR_|WebSocket|Failed to load/)
    line.cut()
    await bo.page.getByText('Reconnecting… You keep your place.').waitFor()
    await ada.people.getByText('connection lost').waitFor()
    line.mend()
    await ada.people.getByText('connection lost').waitFor({ state: 'detached' })
    await bo.page.getByRole('button', { name: 'Stop waiting' }).click()
    await bo.page.getByRole('button', { name: 'Join now' }).waitFor()
    await ada.people.getByRole('button', { name: 'Admit Bo' }).waitFor({ state: 'detached' })
  }),
)

test(
  'whoever has to wait or is turned away reads so also where nothing more can be fetched',
  scene(async ({ open }) => {
    const ada = await hostWithLobby({ open })
    await ada.press('People')
    const bo = await open()
    await bo.page.getByRole('textbox', { name: 'Your name' }).fill('Bo')
    bo.forgive(/ERR_|Failed to load/)
    await bo.page.route('**/assets/**', (request) => request.abort())
    await bo.page.getByRole('button', { name: 'Join now' }).click()
    await bo.page.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
    await ada.people.getByRole('button', { name: 'Deny Bo' }).click()
    await ada.people.getByRole('button', { name: 'Deny', exact: true }).click()
    await bo.page.getByRole('button', { name: 'Ask again' }).waitFor()
  }),
)
