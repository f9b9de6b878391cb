import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOtherTabs } from './other-tabs.ts'

test('a tab finds out whether another one holds the seat', async (t) => {
  const channels = [new BroadcastChannel('test.seats'), new BroadcastChannel('test.seats')] as const
  t.after(() => channels.forEach((channel) => channel.close()))
  const [one, other] = channels.map((channel) => createOtherTabs(channel))
  assert.ok(one && other)
  assert.equal(await other.isHeld('seat'), false)
  one.hold('seat')
  assert.equal(await other.isHeld('seat'), true)
  assert.equal(await other.isHeld('another'), false)
  assert.equal(await one.isHeld('seat'), false, 'the own tab is no other one')
  one.hold(null)
  assert.equal(await other.isHeld('seat'), false)
})

test('without a way to reach other tabs nobody is found', async () => {
  assert.equal(await createOtherTabs(undefined).isHeld('seat'), false)
})

test('a browser that refuses the channel, or every message on it, costs nothing but this', async (t) => {
  const { BroadcastChannel: real } = globalThis
  t.after(() => {
    globalThis.BroadcastChannel = real
    Reflect.deleteProperty(globalThis, 'window')
  })
  Object.assign(globalThis, { window: globalThis })
  const refuse = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  globalThis.BroadcastChannel = function () {
    refuse()
  } as unknown as typeof BroadcastChannel
  assert.equal(await createOtherTabs().isHeld('seat'), false)
  const broken = Object.assign(new EventTarget(), { postMessage: refuse })
  const tabs = createOtherTabs(broken as unknown as BroadcastChannel)
  tabs.hold('seat')
  assert.equal(await tabs.isHeld('another'), false)
  broken.dispatchEvent(new MessageEvent('message', { data: { type: 'who-holds', seatId: 'seat' } }))
})
