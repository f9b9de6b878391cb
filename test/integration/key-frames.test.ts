import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { Vp8Source, type Vp8SourceOptions } from '../../tools/native-peer/vp8-source.ts'
import { receivesLayer, receivesMore } from '../kit/expect-media.ts'
import { startServer } from '../kit/server.ts'

// Requests that a camera may get in a second from the worker, and from the server besides.
const PLAIN_REQUESTS_PER_SECOND = 10
const BROWSER_REQUESTS_PER_SECOND = 3.2
const PAGE_REQUESTS = { perSecond: 1, burst: 4 }

/** A camera that counts how often it is asked for a key frame, by RTCP and by its page. */
class CountingCamera extends Vp8Source {
  requested = 0
  wanted = 0

  override keyFrameRequested(ssrc: number): void {
    this.requested += 1
    super.keyFrameRequested(ssrc)
  }

  override sendKeyFrame(): void {
    this.wanted += 1
    super.sendKeyFrame()
  }
}

/** A camera that negotiates what browsers do. */
class BrowserCamera extends CountingCamera {
  constructor(options: Vp8SourceOptions) {
    super(options)
    for (const codec of this.rtpParameters.codecs) {
      codec.rtcpFeedback?.push({ type: 'transport-cc', parameter: '' })
    }
  }
}

/** As a browser does when requests follow each other too fast: it answers the first one alone. */
class DeafCamera extends BrowserCamera {
  override keyFrameRequested(ssrc: number): void {
    if (this.requested > 0) this.requested += 1
    else super.keyFrameRequested(ssrc)
  }
}

async function setUp(t: TestContext, camera: Vp8Source, viewers: number) {
  const server = await startServer(t, { limits: { requestBurst: 300 } })
  const ada = await server.join('demo', 'Ada')
  await ada.publish('camera', camera)
  const peers = await Promise.all(
    Array.from({ length: viewers }, async (_, index) => await server.join('demo', `Viewer ${index}`)),
  )
  const show = async (peer: NativePeer) => await peer.setView([{ participantId: ada.id }])
  const hide = async (peer: NativePeer) => await peer.setView([])
  const wanted = { from: ada, source: 'camera' } as const
  return { server, ada, peers, show, hide, wanted }
}

it('wakes a camera that slept, and shows it with one key frame that nobody waits to ask for', async (t) => {
  const camera = new CountingCamera({ layers: 3 })
  const { ada, peers, show, wanted } = await setUp(t, camera, 1)
  const [bob] = peers
  assert.ok(bob)
  const happened: string[] = []
  ada.signaling.on('uplink:wanted', ({ layers }) => {
    happened.push(`${layers} layers`)
    camera.setActiveLayers([0, 1, 2].slice(0, layers))
  })
  bob.signaling.on('consumers:changed', () => happened.push('consumers'))
  await waitFor(() => (happened.includes('0 layers') ? undefined : 'the camera is awake'))
  happened.length = 0
  const before = [...camera.keyFrames]
  await show(bob)
  const picture = await receivesLayer(bob, wanted, 0)
  assert.ok(picture.counts.keyFrames > 0)
  // The camera wakes up while consumers are being made, not after they are acknowledged.
  await waitFor(() => (happened.includes('consumers') ? undefined : 'no consumers yet'))
  assert.match(happened.filter((what) => what !== 'consumers')[0] ?? '', /^[1-3] layers$/)
  assert.ok((camera.keyFrames[0] ?? 0) > (before[0] ?? 0))
})

it('has a browser send a key frame for somebody who comes just after one, although it ignores RTCP', async (t) => {
  const camera = new DeafCamera({ layers: 3 })
  const { peers, show, hide, wanted } = await setUp(t, camera, 2)
  const [bob, carol] = peers
  assert.ok(bob && carol)
  await show(bob)
  await receivesMore(bob, wanted, 1)
  // Until Carol begins within the pause after a request for Bob.
  for (let tries = 0; camera.wanted === 0; tries += 1) {
    assert.ok(tries < 20, 'the page was never asked')
    await hide(carol)
    await waitFor(() => (carol.receiver.find(wanted.from.id, 'camera') ? 'still open' : undefined))
    await show(carol)
    const picture = await receivesMore(carol, wanted, 1)
    await waitFor(() => (picture.counts.keyFrames > 0 ? undefined : 'no key frame yet'))
  }
  assert.ok(camera.requested > 0)
})

for (const [kind, camera, perSecond] of [
  ['a browser', () => new BrowserCamera({ layers: 1 }), BROWSER_REQUESTS_PER_SECOND],
  ['any other sender', () => new CountingCamera({ layers: 1 }), PLAIN_REQUESTS_PER_SECOND],
] as const) {
  it(`asks ${kind} for few key frames, however many come at once, and ask again and again`, async (t) => {
    const source = camera()
    const { peers, show, wanted } = await setUp(t, source, 20)
    const begun = performance.now()
    const before = source.requested
    await Promise.all(peers.map(async (peer) => await show(peer)))
    const streams = await Promise.all(peers.map(async (peer) => await receivesMore(peer, wanted, 1)))
    await Promise.all(
      streams.map(async (stream) => {
        await waitFor(() => (stream.counts.keyFrames > 0 ? undefined : 'no key frame yet'))
      }),
    )
    // All of them ask all the time, for as long as it takes.
    const enough = Math.ceil(3 * perSecond)
    await waitFor(async () => {
      await Promise.all(
        peers.map(async (peer, index) => {
          const consumerIds = [streams[index]?.consumerId ?? '']
          await peer.signaling.request('consumer:refresh', { consumerIds }).catch(() => undefined)
        }),
      )
      const requests = source.requested - before
      return requests >= enough ? undefined : `${requests} requests of ${enough}`
    })
    const seconds = (performance.now() - begun) / 1000
    const requests = source.requested - before
    assert.ok(requests <= 2 + seconds * perSecond, `${requests} requests in ${seconds} s`)
    const wishes = PAGE_REQUESTS.burst + seconds * PAGE_REQUESTS.perSecond
    assert.ok(source.wanted <= wishes, `${source.wanted} wishes in ${seconds} s`)
  })
}
