import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Kind } from '../../../protocol/index.ts'
import { settle } from '../test-room.ts'
import { UplinkWatch, type WatchedTrack } from './uplink-watch.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const watch = new UplinkWatch()
  t.after(() => watch.close())
  const looks = new Map<string, number[]>()
  const track = (name: string, kind: Kind, rate: () => number | undefined = () => 1): WatchedTrack => ({
    kind,
    measure: () => {
      looks.set(name, [...(looks.get(name) ?? []), now])
      return Promise.resolve(rate())
    },
    measured: (bitsPerSecond) => bitsPerSecond > 10,
  })
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      now += 100
      t.mock.timers.tick(100)
      await settle()
    }
  }
  const countLooks = (): number => [...looks.values()].reduce((sum, times) => sum + times.length, 0)
  return { watch, track, pass, looks, countLooks }
}

describe('UplinkWatch', () => {
  it('asks so many questions a second, however many tracks there are, and leaves none out', async (t) => {
    const { watch, track, pass, looks, countLooks } = setUp(t)
    for (let index = 0; index < 300; index += 1) watch.add(track(`a${index}`, 'audio'))
    for (let index = 0; index < 300; index += 1) watch.add(track(`v${index}`, 'video'))
    await pass(10_000)
    assert.ok(countLooks() <= 400, `${countLooks()} questions in ten seconds`)
    await pass(20_000)
    assert.equal(looks.size, 600)
  })

  it('looks at few tracks no more often than the worker counts anew', async (t) => {
    const { watch, track, pass, looks } = setUp(t)
    watch.add(track('one', 'audio'))
    await pass(12_100)
    assert.deepEqual(looks.get('one'), [3000, 6000, 9000, 12_000])
  })

  it('comes back soon to whoever sends too much, and leaves audio its share', async (t) => {
    const { watch, track, pass, looks } = setUp(t)
    for (let index = 0; index < 400; index += 1) watch.add(track(`v${index}`, 'video', () => 100))
    watch.add(track('voice', 'audio'))
    const flood = track('flood', 'audio', () => 100)
    watch.add(flood)
    await pass(16_000)
    assert.ok((looks.get('flood')?.length ?? 0) >= 4, `looked at ${looks.get('flood')?.join(' ')}`)
    assert.ok((looks.get('voice')?.length ?? 0) >= 4)
  })

  it('looks once at a suspect before its turn, which takes no turn of others', async (t) => {
    const { watch, track, pass, looks, countLooks } = setUp(t)
    watch.add(track('suspect', 'video'), { isSuspect: true })
    await pass(7000)
    assert.deepEqual(looks.get('suspect'), [500, 3000, 6000])
    watch.add(track('gone', 'video'), { isSuspect: true })()
    for (let index = 0; index < 400; index += 1) watch.add(track(`s${index}`, 'video'), { isSuspect: true })
    watch.add(track('voice', 'audio'))
    await pass(4000)
    assert.ok(countLooks() <= 3 + 160, `${countLooks()} looks`)
    assert.equal(looks.get('voice')?.length, 1, 'a voice is looked at in time')
    assert.equal(looks.has('gone'), false)
  })

  it('asks a worker that does not answer nothing more', async (t) => {
    const { watch, track, pass, countLooks } = setUp(t)
    const stuck = { ...track('stuck', 'audio'), measure: () => new Promise<undefined>(() => undefined) }
    watch.add(stuck)
    await pass(3000)
    watch.add(track('other', 'audio'))
    await pass(10_000)
    assert.equal(countLooks(), 0)
  })

  it('forgets a track that ended, while it is being looked at too', async (t) => {
    const { watch, track, pass, looks } = setUp(t)
    const told: number[] = []
    const gate = Promise.withResolvers<number>()
    const late: WatchedTrack = {
      kind: 'audio',
      measure: () => gate.promise,
      measured: (rate) => {
        told.push(rate)
        return true
      },
    }
    const end = watch.add(late)
    await pass(3000)
    end()
    gate.resolve(100)
    await pass(10_000)
    assert.deepEqual(told, [])
    watch.add(track('next', 'video', () => undefined))
    await pass(3000)
    assert.equal(looks.get('next')?.length, 1, 'it begins anew after the last one had ended')
  })
})
