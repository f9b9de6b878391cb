import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { allSeeAll, seesMoving, seesNoFrames, seesOneself } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

async function showsNoPicture(viewer: Participant, label: string): Promise<void> {
  await waitFor(`${viewer.name} sees no picture of ${label}`, async () => {
    const tile = await viewer.tileReading(label)
    if (!tile) return 'the tile is gone'
    return tile.video === null || 'it shows a video'
  })
}

test(
  'a camera goes off and on: avatar and no frames, then frames again',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await allSeeAll([ada, bo])
    await ada.press('Turn camera off')
    await showsNoPicture(bo, 'Ada')
    await showsNoPicture(ada, 'Ada')
    await bo.tile('Ada').waitFor()
    await seesNoFrames(bo, 'Ada')
    await ada.press('Turn camera on')
    await seesMoving(bo, 'Ada')
    await seesOneself(ada)
    await seesMoving(ada, 'Bo')
  }),
)

test(
  'who joins without camera and microphone sees others, and can switch both on later',
  scene(async ({ open, join }) => {
    const ada = await join('Ada')
    const bo = await open({ browser: 'speaking' })
    await bo.page.getByRole('button', { name: 'Mute microphone' }).click()
    await bo.page.getByRole('button', { name: 'Turn camera off' }).click()
    await bo.join('Bo')
    await seesMoving(bo, 'Ada')
    await showsNoPicture(ada, 'Bo')
    await ada.tile('Bo').getByRole('img', { name: 'Microphone is off' }).waitFor()
    await bo.press('Turn camera on')
    await seesMoving(ada, 'Bo')
    await bo.press('Unmute microphone')
    await ada.tile('Bo').getByRole('img', { name: 'Microphone is off' }).waitFor({ state: 'detached' })
  }),
)

test(
  'a raised hand is seen on the tile and in the list, until it is lowered',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await bo.press('People')
    const item = bo.people.getByRole('listitem').filter({ hasText: 'Ada' })
    await item.waitFor()
    await ada.press('Raise hand')
    await ada.control('Lower hand').waitFor()
    const mark = bo.tile('Ada').getByRole('img', { name: 'Hand is raised' })
    await mark.waitFor()
    const inList = item.getByRole('img', { name: 'Hand raised' })
    await inList.waitFor()
    await ada.press('Lower hand')
    await mark.waitFor({ state: 'detached' })
    await inList.waitFor({ state: 'detached' })
  }),
)

test(
  'the list of people names everybody once and follows who comes and goes',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await ada.press('People')
    const count = (wanted: number) =>
      waitFor(`the list holds ${wanted} people`, async () => {
        const items = await ada.people.getByRole('listitem').count()
        return items === wanted || `it holds ${items}`
      })
    await count(2)
    const cy = await join('Cy', { cameraOff: true })
    await count(3)
    for (const name of ['Ada', 'Bo', 'Cy']) {
      assert.equal(await ada.people.getByRole('listitem').filter({ hasText: name }).count(), 1, name)
    }
    await bo.leave()
    await cy.leave()
    await count(1)
  }),
)

test(
  'a new name reaches everybody, in the tile and in the list',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    const before = await waitFor('Bo sees Ada', async () => (await bo.tileReading('Ada')) ?? 'no')
    await ada.press('People')
    await ada.people.getByRole('button', { name: 'Change your name' }).click()
    const field = ada.page.getByRole('textbox', { name: 'Your name' })
    await field.fill('Ada Lovelace')
    await field.press('Enter')
    await bo.showsTiles(['Ada Lovelace', 'Bo'])
    await ada.showsTiles(['Ada Lovelace', 'Bo'])
    const after = await bo.tileReading('Ada Lovelace')
    assert.equal(after?.participantId, before.participantId)
    await seesMoving(bo, 'Ada Lovelace')
  }),
)

test(
  'another camera and microphone are taken in the call without a renegotiation',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await allSeeAll([ada, bo])
    const negotiations = () => ada.probe((probe) => probe.negotiations)
    const before = { count: await negotiations(), camera: (await seesOneself(ada)).video?.deviceId }

    await ada.press('Settings')
    const camera = ada.page.getByRole('combobox', { name: 'Camera' })
    await camera.selectOption({ label: 'fake_device_2' })
    await waitFor('the own picture comes from the other camera', async () => {
      const now = (await ada.tileReading('Ada'))?.video?.deviceId
      return (now !== undefined && now !== before.camera) || `device ${now}`
    })
    await ada.page.getByRole('combobox', { name: 'Microphone' }).selectOption({ label: 'Fake Audio Input 2' })
    await ada.page.keyboard.press('Escape')
    await seesMoving(bo, 'Ada')
    await seesOneself(ada)
    assert.equal(await negotiations(), before.count, 'nothing was negotiated anew')
  }),
)

test(
  'a phone switches between its cameras',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { context: PHONE }), join('Bo')])
    const before = (await seesOneself(ada)).video?.deviceId
    await ada.page.getByRole('button', { name: 'Switch camera' }).click()
    await waitFor('the own picture comes from the other camera', async () => {
      const now = (await ada.tileReading('Ada'))?.video?.deviceId
      return (now !== undefined && now !== before) || `device ${now}`
    })
    await seesMoving(bo, 'Ada')
  }),
)

test(
  'the resolution changes in the call, and the others receive it',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([
      join('Ada', { camera: 'default' }),
      join('Bo', { camera: 'default' }),
    ])
    // The receiver alone proves nothing: each size is a simulcast layer of a larger one.
    const comesWith = (height: number) =>
      waitFor(`Ada sends and Bo receives ${height} lines`, async () => {
        const { outbound } = await ada.read()
        const sent = Math.max(...outbound.map(({ frameHeight }) => frameHeight))
        const received = (await bo.tileReading('Ada'))?.inbound?.frameHeight
        return (sent === height && received === height) || `${sent} sent, ${received} received`
      })
    await comesWith(720)
    await ada.press('Settings')
    const resolution = ada.page.getByRole('combobox', { name: 'Resolution' })
    for (const height of [360, 180, 720]) {
      await resolution.selectOption(`${height}p`)
      await comesWith(height)
      await seesMoving(bo, 'Ada')
    }
  }),
)

test(
  'the own picture is mirrored for oneself alone, and need not be',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await allSeeAll([ada, bo])
    assert.equal((await seesOneself(ada)).video?.mirrored, true)
    assert.equal((await seesMoving(bo, 'Ada')).video?.mirrored, false)
    await ada.press('Settings')
    await ada.page.getByRole('switch', { name: 'Mirror my own picture' }).click()
    assert.equal((await seesOneself(ada)).video?.mirrored, false)
  }),
)

test(
  'the numbers of a picture are there for those who want them',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
    await allSeeAll([ada, bo])
    await bo.tile('Ada').hover()
    await bo.tile('Ada').getByRole('button', { name: 'Connection quality of Ada' }).click()
    const numbers = bo.page.getByRole('dialog', { name: 'Connection quality' })
    const value = (label: string) => numbers.locator('div', { hasText: label }).getByRole('definition').last()
    await waitFor('resolution, frame rate and path are shown', async () => {
      const shown = `${await value('Resolution').textContent()} ${await value('Path').textContent()}`
      const frames = Number.parseFloat((await value('Frame rate').textContent()) ?? '')
      const height = (await bo.tileReading('Ada'))?.inbound?.frameHeight ?? 0
      return (shown.includes(String(height)) && shown.includes('UDP') && frames > 0) || `${shown}, ${frames}`
    })
  }),
)
