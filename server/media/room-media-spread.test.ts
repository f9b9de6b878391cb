import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AT_HOME, peerOn, setUp } from './test-room-media.ts'

describe('RoomMedia on several workers', () => {
  it('spreads a rush, counting those who are being admitted', async () => {
    const { room, hosts, admit } = setUp({ workers: 2 })
    await Promise.all(Array.from({ length: 100 }, async (_, index) => await admit(`p${index}`)))
    const [first = 0, second = 0] = hosts.map(({ load }) => load.expected)
    assert.ok(first > 0.45 && first <= 0.5, `${first} of a core are expected at home`)
    assert.ok(second > 0.1, `${second} of a core are expected elsewhere`)
    assert.equal(room.routers, 2)
  })

  it('stays on one worker while that one is not busy', async () => {
    const { room, hosts, fill } = setUp({ workers: 2 })
    await fill(40)
    assert.deepEqual(
      hosts.map(({ occupants }) => occupants),
      [40, 0],
    )
    assert.equal(room.routers, 1)
  })

  it('learns from its people what the next one will cost', async (t) => {
    const clock = { now: 0 }
    t.mock.method(performance, 'now', () => clock.now)
    const { host, fill, admit } = setUp()
    await fill(20)
    for (const peer of host.router.peers) peer.running = 38
    clock.now = 5000
    const before = host.load.expected
    await admit('late')
    const cost = host.load.expected - before
    assert.ok(cost > 38 * 0.0003 && cost < 0.03, `${cost}`)
  })

  it('tells whose worker died, and lets them come back on another one', async () => {
    const { room, hosts, heard, admit, spread } = setUp({ workers: 2 })
    await spread()
    const [first, second] = hosts
    second?.router.lose()
    assert.deepEqual(heard.lost, [['p10', 'p11']])
    assert.equal(room.routers, 1)
    await admit('p10')
    assert.equal(first?.occupants, AT_HOME + 1)
  })

  it('speaks on all its routers, and hears all of them', async () => {
    const { room, hosts, heard, spread } = setUp({ workers: 2 })
    await spread()
    room.send('chat', 'hello', [1])
    room.send('activity', 'speaking')
    for (const { router } of hosts) {
      assert.deepEqual(router.sent, [
        { channel: 'chat', payload: 'hello', subchannels: [1] },
        { channel: 'activity', payload: 'speaking', subchannels: undefined },
      ])
      assert.equal(router.options.thresholdDbov, -60)
      router.options.events.messageReceived(router.id, 'chat', 'text')
      router.options.events.levelsMeasured([{ participantId: router.id, level: -20 }])
    }
    assert.deepEqual(heard.messages, [
      ['w1-0', 'chat', 'text'],
      ['w2-0', 'chat', 'text'],
    ])
    assert.equal(heard.levels.length, 2)
  })

  it('carries a producer to other workers only, while it is published', async () => {
    const { room, hosts, spread } = setUp({ workers: 2 })
    await spread()
    const [here, there] = hosts.map(({ router }) => peerOn(router).options)
    assert.ok(here && there)
    here.published('camera', false)
    assert.ok(await here.reach('camera'))
    assert.equal(room.pipes, 0, 'a viewer on the same router needs no pipe')
    assert.ok(await there.reach('camera'))
    assert.equal(room.pipes, 1)
    hosts[1]?.router.copies[0]?.close()
    assert.equal(room.pipes, 0)
    here.unpublished('camera')
    assert.equal(await there.reach('camera'), undefined)
    assert.equal(await here.reach('camera'), undefined)
  })
})
