/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, notYet, steadily } from './kit/eventually.ts'
import { allSeeAll, hearsSomebody, seesMoving } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()
// A busy machine may take longer than the four seconds that a closed page has.
const patientScene = scenes((config) => {
  config.rooms.pageCloseGraceSeconds = 30
})

async function seatOf(viewer: Participant, name: string): Promise<string> {
  return eventually(`${viewer.name} sees a seat of ${name}`, async () => {
    const tile = await viewer.tileReading(name)
    return tile?.participantId ?? notYet('no tile')
  })
}

function status(person: Participant, text: RegExp) {
  return person.page.getByRole('status').filter({ hasText: text })
}

/** Calm is said to screen readers alone. */
async function isConnected(person: Participant): Promise<void> {
  await status(person, /^Connected$/).waitFor({ state: 'attached' })
}

/** After a reload: through the prejoin page, if the client asks there. */
async function comesBack(person: Participant): Promise<void> {
  const joinNow = person.page.getByRole('button', { name: 'Join now' })
  await Promise.race([person.toolbar.waitFor(), joinNow.waitFor()])
  if (await joinNow.isVisible()) {
    const field = person.page.getByRole('textbox', { name: 'Your name' })
    assert.equal(await field.inputValue(), person.name, 'the name is remembered')
    await joinNow.click()
  }
  await person.inMeeting()
}

test(
  'a reload comes back to the same seat, without a second one',
  patientScene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await allSeeAll([ada, bo])
    await bo.press('Raise hand')
    const hand = ada.tile('Bo').getByRole('img', { name: 'Hand is raised' })
    await hand.waitFor()
    const seat = await seatOf(ada, 'Bo')
    await bo.page.reload()
    const never = steadily(
      'there is one Bo at most',
      async () => {
        const labels = await ada.tileLabels()
        return labels.filter((label) => label === 'Bo').length <= 1 || notYet(labels.join())
      },
      { forMs: 4000 },
    )
    await comesBack(bo)
    await allSeeAll([ada, bo])
    await never
    assert.equal(await seatOf(ada, 'Bo'), seat, 'the seat is the same')
    await hand.waitFor()
    await bo.control('Lower hand').waitFor()
  }),
)

test(
  'a cut signaling line shows in the status, and the meeting comes back by itself',
  scene(async ({ join, cable }) => {
    const line = await cable()
    const [ada, bo] = await Promise.all([join('Ada', { browser: 'speaking' }), join('Bo', { cable: line })])
    await allSeeAll([ada, bo])
    await isConnected(bo)
    const seat = await seatOf(ada, 'Bo')
    const load = await bo.probe(({ load }) => load)
    await ada.press('Chat')
    await bo.press('Chat')

    // The browser itself reports every WebSocket that fails.
    bo.forgive(/WebSocket connection to/)
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
    await ada.showsTiles(['Ada', 'Bo'])
  }),
)

test(
  'what happened during the interruption is known after it',
  scene(async ({ join, cable }) => {
    const line = await cable()
    const [ada, bo, cy] = await Promise.all([join('Ada'), join('Bo', { cable: line }), join('Cy')])
    await bo.showsTiles(['Ada', 'Bo', 'Cy'])
    await bo.press('Chat')
    bo.forgive(/WebSocket connection to/)
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
    bo.forgive(/WebSocket connection to/)
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
    await second.getByRole('button', { name: 'Join now' }).click()
    await second.getByRole('toolbar', { name: 'Meeting controls' }).waitFor()
    await bo.page.getByText('This seat was opened in another window.').waitFor()
    await ada.showsTiles(['Ada', 'Bo'])
    await seesMoving(ada, 'Bo')
  }),
)
