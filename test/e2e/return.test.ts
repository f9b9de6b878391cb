/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guests, joinNative, joinSilently } from './kit/crowd.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { allSeeAll, hearsSomebody, seesMoving } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'
import { OF_A_CUT_LINE } from './kit/server.ts'

const scene = scenes((config) => {
  config.rooms.previewNames = true
})

async function seatOf(viewer: Participant, name: string): Promise<string> {
  const { participantId } = await waitFor(
    `${viewer.name} sees a seat of ${name}`,
    async () => (await viewer.tileReading(name)) ?? 'no tile',
  )
  return participantId
}

function status(person: Participant, text: RegExp) {
  return person.page.getByRole('status').filter({ hasText: text })
}

/** Calm is said to screen readers alone. */
async function isConnected(person: Participant): Promise<void> {
  await status(person, /^Connected$/).waitFor({ state: 'attached' })
}

/** A line that is cut while a part comes breaks it, and the browser says so: here all parts are there before. */
async function hasFetchedAhead(person: Participant): Promise<void> {
  await waitFor(`${person.name} has fetched all parts of the page`, async () => {
    const last = await person.probe(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => /host-words[^/]*\.(js|css)$/.exec(name)?.[1])
        .filter((kind) => kind !== undefined),
    )
    return new Set(last).size === 2 || `of the last part it has: ${last.join(', ')}`
  })
}

test(
  'a cut signaling line shows in the status, and the meeting comes back by itself',
  scene(async ({ join, cable }) => {
    const line = await cable()
    const [ada, bo] = await Promise.all([join('Ada', { browser: 'speaking' }), join('Bo', { cable: line })])
    await allSeeAll([ada, bo])
    await isConnected(bo)
    const seat = await seatOf(ada, 'Bo')
    const load = await bo.probe(({ load }) => load)
    const ssrc = async (viewer: Participant, name: string) => (await viewer.tileReading(name))?.inbound?.ssrc
    const before = [await ssrc(ada, 'Bo'), await ssrc(bo, 'Ada')]
    for (const person of [ada, bo]) {
      await person.press('Chat')
      await person.messages.waitFor()
    }

    await hasFetchedAhead(bo)
    // The browser itself reports every attempt that fails.
    bo.forgive(OF_A_CUT_LINE)
    line.cut()
    await status(bo, /Reconnecting/).waitFor()
    await ada.tile('Bo').getByText('Reconnecting').waitFor()
    // Media does not need the line: sound and pictures go on.
    await seesMoving(ada, 'Bo')
    await seesMoving(bo, 'Ada')
    await hearsSomebody(bo)
    await bo.say('written without a line')

    line.mend()
    await isConnected(bo)
    await ada.tile('Bo').getByText('Reconnecting').waitFor({ state: 'detached' })
    await allSeeAll([ada, bo])
    await hearsSomebody(bo)
    await ada.messages.getByText('written without a line').waitFor()
    assert.equal(await ada.messages.getByText('written without a line').count(), 1)
    assert.equal(await seatOf(ada, 'Bo'), seat, 'the seat is the same')
    assert.equal(await bo.probe(({ load }) => load), load, 'the page was not loaded again')
    assert.ok(before.every((one) => one !== undefined))
    assert.deepEqual([await ssrc(ada, 'Bo'), await ssrc(bo, 'Ada')], before, 'the streams went on')
    await ada.showsTiles(['Ada', 'Bo'])
  }),
)

test(
  'a panel that cannot be fetched because the line is broken costs no meeting',
  scene(async ({ join, cable }) => {
    const line = await cable()
    const [ada, bo] = await Promise.all([
      join('Ada', { cameraOff: true }),
      join('Bo', { cable: line, cameraOff: true }),
    ])
    await bo.showsTiles(['Ada', 'Bo'])
    bo.forgive(/WebSocket connection|\/healthz|\/assets\/|panel/)
    line.cut()
    await status(bo, /Reconnecting/).waitFor()
    // The list of people has not been fetched yet.
    await bo.press('People')
    const reload = bo.page.getByRole('button', { name: 'Reload' })
    await reload.waitFor()
    line.mend()
    await isConnected(bo)
    await ada.tile('Bo').getByText('Reconnecting').waitFor({ state: 'detached' })
    await reload.click()
    await bo.inMeeting()
    await bo.press('People')
    await bo.people.getByRole('listitem').filter({ hasText: 'Ada' }).waitFor()
    await ada.showsTiles(['Ada', 'Bo'])
  }),
)

test(
  'who came and who went during the interruption is noted, also in a room that one answer cannot list',
  scene(async (stage) => {
    const line = await stage.cable()
    await joinSilently(stage, guests(30))
    const cy = await joinNative(stage, 'Cy')
    const bo = await stage.join('Bo', { cable: line, cameraOff: true })
    await bo.press('People')
    await bo.people.getByRole('searchbox', { name: 'Search by name' }).fill('cy')
    await bo.people.getByRole('listitem').filter({ hasText: 'Cy' }).waitFor()
    await bo.press('Chat')
    await bo.messages.waitFor()
    assert.equal(await bo.messages.getByText('left').count(), 0)

    await hasFetchedAhead(bo)
    bo.forgive(OF_A_CUT_LINE)
    line.cut()
    await status(bo, /Reconnecting/).waitFor()
    await cy.leave()
    await joinSilently(stage, ['Dee'])
    line.mend()
    await isConnected(bo)
    await bo.messages.getByText('Cy left').waitFor()
    await bo.messages.getByText('Dee joined').waitFor()
    await bo.press('People')
    await bo.people.getByRole('searchbox', { name: 'Search by name' }).fill('guest 030')
    await bo.people.getByRole('listitem').filter({ hasText: 'Guest 030' }).waitFor()
    await bo.people.getByRole('searchbox').fill('cy')
    await bo.people.getByText('Nobody here is called that.').waitFor()
    assert.equal(await bo.people.getByRole('listitem').filter({ hasText: 'Cy' }).count(), 0)
  }),
)

test(
  'what happened during the interruption is known after it',
  scene(async ({ join, cable }) => {
    const line = await cable()
    const [ada, bo, cy] = await Promise.all([join('Ada'), join('Bo', { cable: line }), join('Cy')])
    await bo.showsTiles(['Ada', 'Bo', 'Cy'])
    await bo.press('Chat')
    await bo.messages.waitFor()
    await hasFetchedAhead(bo)
    bo.forgive(OF_A_CUT_LINE)
    line.cut()
    await status(bo, /Reconnecting/).waitFor()
    await cy.leave()
    await ada.press('Mute microphone')
    await ada.press('Chat')
    await ada.say('said meanwhile')
    const dee = await join('Dee')
    line.mend()
    await bo.showsTiles(['Ada', 'Bo', 'Dee'])
    await bo.tile('Ada').getByRole('img', { name: 'Microphone is off' }).waitFor()
    await bo.messages.getByText('said meanwhile').waitFor()
    await allSeeAll([ada, bo, dee])
  }),
)

test(
  'a page that loses the server before joining says so, and joins once it is back',
  scene(async ({ open, cable, join }) => {
    const line = await cable()
    const ada = await join('Ada')
    const bo = await open({ cable: line })
    await bo.page.getByRole('button', { name: 'Join now' }).waitFor()
    await bo.page.getByText('In the room: Ada').waitFor()
    bo.forgive(OF_A_CUT_LINE)
    line.cut()
    await bo.page.getByText('The server cannot be reached.').waitFor()
    line.mend()
    await bo.page.getByText('The server cannot be reached.').waitFor({ state: 'detached' })
    await bo.join('Bo')
    await allSeeAll([ada, bo])
  }),
)

test(
  'the same seat in a second window ends the first one with a reason',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await seesMoving(ada, 'Bo')
    const token = await bo.page.evaluate(() => ({ ...(sessionStorage as Record<string, string>) }))
    const second = await bo.context.newPage()
    await second.addInitScript((entries) => {
      for (const [key, value] of Object.entries(entries)) sessionStorage.setItem(key, value)
    }, token)
    await second.goto(bo.page.url())
    await second.getByText('You are in this meeting in another tab.').waitFor()
    await second.getByRole('button', { name: 'Join now' }).click()
    await second.getByRole('toolbar', { name: 'Meeting controls' }).waitFor()
    await bo.page.getByText('This seat was opened in another window.').waitFor()
    await ada.showsTiles(['Ada', 'Bo'])
    await seesMoving(ada, 'Bo')
  }),
)

test(
  'a duplicated tab may join as another person and leaves the first one alone',
  scene(async ({ join }) => {
    const bo = await join('Bo')
    const entries = await bo.page.evaluate(() => ({ ...(sessionStorage as Record<string, string>) }))
    const second = await bo.context.newPage()
    await second.addInitScript((copied) => {
      for (const [key, value] of Object.entries(copied)) sessionStorage.setItem(key, value)
    }, entries)
    await second.goto(bo.page.url())
    await second.getByRole('textbox', { name: 'Your name' }).fill('Bo again')
    await second.getByRole('button', { name: 'Join as another person instead' }).click()
    await second.getByRole('toolbar', { name: 'Meeting controls' }).waitFor()
    await bo.showsTiles(['Bo', 'Bo again'])
  }),
)
