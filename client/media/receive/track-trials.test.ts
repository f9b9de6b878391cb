import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packConsumers, type FullConsumer } from '../../../protocol/index.ts'
import { createFakeTransports, describeConsumer, FakeSignaling } from '../test-media.ts'
import { TrackRegistry } from '../track-registry.ts'
import { Receiver } from './receiver.ts'
import { TrackTrials } from './track-trials.ts'

const ANNA = 'anna-0001'
const BEN = 'ben-00001'
const MALLORY = 'mallory-1'

/** A page whose browser refuses some tracks: each refusal costs the transport, as in a browser. */
class Page {
  readonly unopened: (readonly string[])[] = []
  readonly trials = new TrackTrials((unopened) => this.unopened.push(unopened))
  readonly tracks = new TrackRegistry()
  rebuilds = 0
  readonly #isBad: (trackId: string) => boolean

  constructor(isBad: (trackId: string) => boolean) {
    this.#isBad = isBad
  }

  /** Opens all of these over new transports, until they hold. */
  async open(consumers: readonly FullConsumer[]): Promise<Receiver> {
    for (;;) {
      let isBroken = false
      const receiver = await this.#begin(() => (isBroken = true))
      await receiver.apply(packConsumers(consumers, []))
      if (!isBroken) return receiver
      this.rebuilds += 1
      assert.ok(this.rebuilds < 100, 'transports are rebuilt for ever')
    }
  }

  async #begin(broken: () => void): Promise<Receiver> {
    const { receive } = await createFakeTransports()
    const original = receive.handler.receive.bind(receive.handler)
    receive.handler.receive = (list) =>
      list.some(({ trackId }) => this.#isBad(trackId))
        ? Promise.reject(new Error('Failed to parse SessionDescription.'))
        : original(list)
    return new Receiver({
      transport: receive,
      signaling: new FakeSignaling().asSignaling,
      tracks: this.tracks,
      trials: this.trials,
      events: { changed: () => undefined, broken },
    })
  }
}

const meeting = [
  describeConsumer('c1', ANNA, 'microphone'),
  describeConsumer('c2', ANNA, 'camera'),
  describeConsumer('c3', MALLORY, 'microphone'),
  describeConsumer('c4', BEN, 'camera'),
]

test('one track that cannot be opened costs two transports, and nobody’s others', async () => {
  const page = new Page((id) => id === 'c3')
  const receiver = await page.open(meeting)
  assert.equal(page.rebuilds, 2)
  assert.deepEqual(
    receiver.received.map(({ participantId, source }) => `${participantId}:${source}`).sort(),
    [`${ANNA}:camera`, `${ANNA}:microphone`, `${BEN}:camera`],
  )
  assert.deepEqual(page.unopened, [[`${MALLORY}:microphone`]], 'that is said once')
})

test('a track that was left out stays so, whenever it comes again', async () => {
  const page = new Page((id) => id === 'c3')
  await page.open(meeting)
  await page.open(meeting)
  assert.equal(page.rebuilds, 2)
  assert.equal(page.unopened.length, 1)
})

test('of several bad tracks, those that follow the first cost one transport each', async () => {
  const many = Array.from({ length: 10 }, (_, index) =>
    describeConsumer(`bad${index}`, `p-${index}-000`, 'camera'),
  )
  const page = new Page((id) => id.startsWith('bad'))
  const receiver = await page.open([...many, ...meeting])
  assert.equal(page.rebuilds, many.length + 1)
  assert.equal(receiver.received.length, meeting.length)
  await page.open([describeConsumer('bad-late', 'late-0001', 'camera'), ...meeting])
  assert.equal(page.rebuilds, many.length + 2)
})

test('a track that failed in bad company is opened, and no longer suspected', async () => {
  const page = new Page((id) => id === 'c3')
  await page.open(meeting)
  assert.equal(page.trials.isSuspect(`${ANNA}:microphone`), false)
  assert.equal(page.trials.isRefused(`${ANNA}:microphone`), false)
})

test('text that would break a session description never reaches the browser', async () => {
  const bad = describeConsumer('c3', MALLORY, 'microphone')
  bad.rtpParameters = { ...bad.rtpParameters, rtcp: { cname: 'a\r\na=b' } }
  const page = new Page(() => false)
  const receiver = await page.open([describeConsumer('c1', ANNA, 'microphone'), bad])
  assert.equal(page.rebuilds, 0)
  assert.equal(receiver.received.length, 1)
  assert.deepEqual(page.unopened, [[`${MALLORY}:microphone`]])
  await receiver.apply(packConsumers([describeConsumer('c5', MALLORY, 'microphone')], ['c3']))
  assert.deepEqual(page.unopened.at(-1), [], 'the next one of the same person is in order')
})
