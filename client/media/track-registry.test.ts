import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeTrack } from './test-track.ts'
import { trackKey } from './track-key.ts'
import { LOCAL_OWNER, TrackRegistry } from './track-registry.ts'

const ANNA = 'anna-0001'
const camera = (): MediaStreamTrack => new FakeTrack('video').asTrack()

test('a track is found by its owner and source alone', () => {
  const registry = new TrackRegistry()
  const track = camera()
  registry.set(ANNA, 'camera', track, {})
  assert.equal(registry.find(ANNA, 'camera'), track)
  assert.equal(registry.find(ANNA, 'screen'), undefined)
  assert.equal(registry.find(LOCAL_OWNER, 'camera'), undefined)
})

test('a newer track takes the place of an older one', () => {
  const registry = new TrackRegistry()
  const newer = camera()
  registry.set(ANNA, 'camera', camera(), {})
  registry.set(ANNA, 'camera', newer, {})
  assert.equal(registry.find(ANNA, 'camera'), newer)
})

test('the late removal of a former holder cannot hit a newer track', () => {
  const registry = new TrackRegistry()
  const [former, present] = [{}, {}]
  const newer = camera()
  registry.set(ANNA, 'camera', camera(), former)
  registry.set(ANNA, 'camera', newer, present)
  assert.equal(registry.remove(ANNA, 'camera', former), false)
  assert.equal(registry.find(ANNA, 'camera'), newer)
  assert.equal(registry.remove(ANNA, 'camera', present), true)
  assert.equal(registry.find(ANNA, 'camera'), undefined)
  assert.equal(registry.remove(ANNA, 'camera', present), false)
})

test('listeners hear every change and none that did not happen', () => {
  const registry = new TrackRegistry()
  const holder = {}
  let heard = 0
  const end = registry.subscribe(() => (heard += 1))
  registry.set(ANNA, 'camera', camera(), holder)
  assert.equal(heard, 1)
  registry.remove(ANNA, 'camera', {})
  assert.equal(heard, 1)
  registry.remove(ANNA, 'camera', holder)
  assert.equal(heard, 2)
  end()
  registry.set(ANNA, 'camera', camera(), holder)
  assert.equal(heard, 2)
})

test('a listener that ends its subscription while it is told keeps nobody else from hearing', () => {
  const registry = new TrackRegistry()
  const heard: string[] = []
  const end = registry.subscribe(() => {
    heard.push('first')
    end()
  })
  registry.subscribe(() => heard.push('second'))
  registry.set(ANNA, 'camera', camera(), {})
  registry.set(ANNA, 'camera', camera(), {})
  assert.deepEqual(heard, ['first', 'second', 'second'])
})

test('keys of different tracks differ', () => {
  const keys = [ANNA, LOCAL_OWNER].flatMap((owner) => [
    trackKey(owner, 'screen'),
    trackKey(owner, 'screen-audio'),
    trackKey(owner, 'camera'),
  ])
  assert.equal(new Set(keys).size, keys.length)
})
