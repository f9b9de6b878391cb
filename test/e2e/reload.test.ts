/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor, steadily } from '../../tools/harness/wait-for.ts'
import { allSeeAll, hearsSomebody } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

async function seatOf(viewer: Participant, name: string): Promise<string> {
  const { participantId } = await waitFor(
    `${viewer.name} sees a seat of ${name}`,
    async () => (await viewer.tileReading(name)) ?? 'no tile',
  )
  return participantId
}

/** After a reload: without a question. */
async function comesBack(person: Participant): Promise<void> {
  await person.toolbar.waitFor()
  await person.inMeeting()
}

test(
  'a reload comes back to the same seat, without a second one',
  scene(async ({ join }) => {
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
        return labels.filter((label) => label === 'Bo').length <= 1 || labels.join()
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
  'a reload unmutes nobody, whatever another tab has remembered meanwhile',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo', { browser: 'speaking' })])
    await bo.press('Mute microphone')
    await bo.press('Turn camera off')
    const muted = ada.tile('Bo').getByRole('img', { name: 'Microphone is off' })
    await muted.waitFor()
    await bo.page.evaluate(() => {
      localStorage.setItem('plenary.media', JSON.stringify({ microphoneOn: true, cameraOn: true }))
    })
    await bo.page.reload()
    await comesBack(bo)
    await bo.control('Unmute microphone').waitFor()
    await bo.control('Turn camera on').waitFor()
    await muted.waitFor()
    await bo.press('Unmute microphone')
    await hearsSomebody(ada)
  }),
)

test(
  'a page that was left for good asks before it joins',
  scene(async ({ join, open }) => {
    const ada = await join('Ada')
    await ada.leave()
    await ada.page.reload()
    await ada.page.getByRole('button', { name: 'Join now' }).waitFor()
    const bo = await open()
    await bo.join('Bo')
    const address = bo.page.url()
    await bo.page.goto(new URL('/', address).href)
    await bo.page.goto(address)
    await bo.page.getByRole('button', { name: 'Join now' }).waitFor()
  }),
)

test(
  'a page that is reloaded on its way back comes back all the same',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    const seat = await seatOf(ada, 'Bo')
    // No connection opens, so that the page stays on its way.
    let isHeld = true
    await bo.page.routeWebSocket(/socket\.io/, (socket) => {
      if (!isHeld) socket.connectToServer()
    })
    for (let reload = 0; reload < 2; reload += 1) {
      await bo.page.reload()
      await bo.page.getByText('Taking you back to').waitFor()
    }
    isHeld = false
    await bo.page.reload()
    await comesBack(bo)
    await ada.showsTiles(['Ada', 'Bo'])
    assert.equal(await seatOf(ada, 'Bo'), seat, 'the seat is the same')
  }),
)

test(
  'a seat that was muted stays muted for a page that crashed and joins again',
  scene(async ({ join, room }) => {
    const [ada, bo] = await Promise.all([
      join('Ada', { cameraOff: true }),
      join('Bo', { browser: 'speaking', cameraOff: true }),
    ])
    await bo.press('Mute microphone')
    const muted = ada.tile('Bo').getByRole('img', { name: 'Microphone is off' })
    await muted.waitFor()
    // A page that crashed leaves no note, and another tab has remembered something else.
    await bo.page.evaluate((key) => {
      localStorage.setItem('plenary.media', JSON.stringify({ microphoneOn: true, cameraOn: false }))
      addEventListener('pagehide', () => sessionStorage.removeItem(key))
    }, `plenary.return.${room}`)
    await bo.page.reload()
    await bo.page.getByRole('button', { name: 'Mute microphone' }).waitFor()
    await bo.join('Bo')
    await bo.control('Unmute microphone').waitFor()
    await ada.showsTiles(['Ada', 'Bo'])
    await steadily('Bo stays muted', async () => (await muted.isVisible()) || 'the microphone of Bo is on', {
      forMs: 2000,
    })
    await bo.press('Unmute microphone')
    await hearsSomebody(ada)
  }),
)

test(
  'layout, pins and what was read survive a reload',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await join('Cy', { cameraOff: true })
    await ada.showsTiles(['Ada', 'Bo', 'Cy'])
    await ada.press('Layout')
    await ada.page.getByRole('menuitemradio', { name: 'Speaker' }).click()
    await ada.tile('Bo').hover()
    await ada.tile('Bo').getByRole('button', { name: 'Pin Bo' }).click()
    const pinned = ada.tile('Bo').getByRole('img', { name: 'Pinned' })
    await pinned.waitFor()
    for (const person of [ada, bo]) await person.press('Chat')
    await bo.say('read before the reload')
    await ada.messages.getByText('read before the reload').waitFor()
    await ada.press('Chat')

    // The last change is a moment old, and the page goes at once.
    await ada.page.reload()
    await comesBack(ada)
    await pinned.waitFor()
    await ada.press('Layout')
    await ada.page.getByRole('menuitemradio', { name: 'Speaker', checked: true }).waitFor()
    await ada.page.keyboard.press('Escape')
    await bo.say('said after the reload')
    await ada.toolbar.getByRole('button', { name: 'Chat, 1 unread' }).waitFor()
  }),
)
