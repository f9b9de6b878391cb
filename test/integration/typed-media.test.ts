import assert from 'node:assert/strict'
import { it } from 'node:test'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer } from '../kit/server.ts'

const TYPED = 'typed-by-ada'

it('lets nothing that somebody typed into the media parameters of others', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const ada = await server.join('demo', 'Ada')
  const microphone = new OpusSource({ level: -20 })
  const camera = new Vp8Source()
  for (const { rtpParameters } of [microphone, camera]) {
    rtpParameters.msid = TYPED
    rtpParameters.rtcp = { cname: TYPED }
    for (const codec of rtpParameters.codecs) {
      codec.parameters = { ...codec.parameters, [TYPED]: TYPED, stereo: TYPED, minptime: 10 }
    }
  }
  await ada.publish('microphone', microphone)
  await ada.publish('camera', camera)
  await bob.setView([{ participantId: ada.id }])
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await receivesMore(bob, { from: ada, source: 'camera' })
  assert.equal(JSON.stringify(bob.batches).includes(TYPED), false)
  const added = bob.batches.flatMap((batch) => batch.added)
  assert.deepEqual(
    added.map(({ source, cname }) => [source, cname]),
    [
      ['microphone', ada.id],
      ['camera', ada.id],
    ],
    'tracks of one person have one name in common, which the server gives',
  )
  const opus = bob.batches.flatMap(({ shared }) => shared.audio?.codecs ?? [])
  assert.deepEqual(opus[0]?.parameters, { useinbandfec: 1, usedtx: 1, minptime: 10 })
})

it('refuses a line break in every text of media parameters, and harms nobody', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const ada = await server.join('demo', 'Ada')
  const changes: ((source: OpusSource) => void)[] = [
    ({ rtpParameters }) => (rtpParameters.rtcp = { cname: 'a\r\nb' }),
    ({ rtpParameters }) => (rtpParameters.msid = 'a\nb'),
    ({ rtpParameters }) => (rtpParameters.mid = 'a\nb'),
    ({ rtpParameters: { codecs } }) => codecs.forEach((codec) => (codec.parameters = { 'a\r\n': 1 })),
    ({ rtpParameters: { codecs } }) => codecs.forEach((codec) => (codec.parameters = { stereo: '1\r\n' })),
    ({ rtpParameters: { codecs } }) => codecs.forEach((codec) => (codec.rtcpFeedback = [{ type: 'a\n' }])),
    ({ rtpParameters }) => (rtpParameters.headerExtensions = [{ uri: 'urn:a\r\n', id: 1 }]),
  ]
  for (const change of changes) {
    const source = new OpusSource({ level: -20 })
    change(source)
    await assertRefused(ada.publish('microphone', source), 'bad_request', String(change))
  }
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  await waitFor(() => (bob.batches.length === 1 ? undefined : `${bob.batches.length} batches came`))
})
