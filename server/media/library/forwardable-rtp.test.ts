import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ortc } from 'mediasoup'
import type { RtpParameters } from '../../../protocol/index.ts'
import { ROUTER_CODECS } from './codecs.ts'
import { forwardableRtp } from './forwardable-rtp.ts'
import { toLibraryRtp } from './wire.ts'

const typed = (text: string): RtpParameters => ({
  mid: '0',
  msid: text,
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, [text]: text, stereo: text },
      rtcpFeedback: [{ type: text, parameter: text }],
    },
  ],
  headerExtensions: [
    { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1, parameters: { [text]: text } },
  ],
  encodings: [{ ssrc: 1111, maxBitrate: 1 }],
  rtcp: { cname: text },
})

/** What mediasoup would tell whoever consumes a producer with these parameters. */
function told(parameters: RtpParameters) {
  const capabilities = ortc.generateRouterRtpCapabilities(ROUTER_CODECS)
  const own = structuredClone(toLibraryRtp(parameters))
  ortc.validateAndNormalizeRtpParameters(own)
  const mapping = ortc.getProducerRtpParametersMapping(own, capabilities)
  const consumable = ortc.getConsumableRtpParameters('audio', own, capabilities, mapping)
  return ortc.getConsumerRtpParameters({
    consumableRtpParameters: consumable,
    remoteRtpCapabilities: capabilities,
    pipe: false,
    enableRtx: true,
  })
}

describe('forwardableRtp', () => {
  it('tells consumers nothing that the sender typed', () => {
    const texts = fc.oneof(
      fc.constantFrom('a\r\na=ssrc:1 cname:b', '\u0000', ' ', '-'),
      fc.string({ minLength: 1, unit: 'binary' }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const marked = `typed-${text}`
        const { codecs, rtcp, msid } = told(forwardableRtp(typed(marked), 'ada-00001'))
        assert.equal(JSON.stringify([codecs, rtcp, msid]).includes('typed-'), false)
        assert.deepEqual(codecs[0]?.parameters, { useinbandfec: 1 })
        assert.equal(rtcp?.cname, 'ada-00001')
      }),
    )
  })

  it('would tell them all of it otherwise', () => {
    const { codecs, rtcp } = told(typed('a\r\nb'))
    assert.equal(rtcp?.cname, 'a\r\nb')
    assert.deepEqual(codecs[0]?.parameters, { useinbandfec: 1, 'a\r\nb': 'a\r\nb', stereo: 'a\r\nb' })
  })

  it('leaves mediasoup what it needs of the sender', () => {
    const encodings = [
      { ssrc: 1, rid: 'a', codecPayloadType: 96, rtx: { ssrc: 2 }, dtx: true, scalabilityMode: 'L1T3' },
    ]
    const parameters = { ...typed('x'), encodings, rtcp: { reducedSize: false } }
    const { mid, encodings: kept, rtcp, headerExtensions } = forwardableRtp(parameters, 'ada-00001')
    assert.equal(mid, '0')
    assert.deepEqual(kept, encodings)
    assert.deepEqual(rtcp, { cname: 'ada-00001', reducedSize: false, mux: true })
    assert.deepEqual(headerExtensions, [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 }])
  })
})
