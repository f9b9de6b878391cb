import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { rtpCapabilitiesSchema, type RtpCapabilities } from '../../../protocol/index.ts'
import { offeredCapabilities } from './codecs.ts'
import { usableCapabilities } from './usable-capabilities.ts'

const KEPT_BYTES_MAX = 4000

/** As much as the schema of a join lets through. */
function hugeCapabilities(): RtpCapabilities {
  const parameters = Object.fromEntries(
    Array.from({ length: 32 }, (_, index) => [`p${index}`.padEnd(64, 'x'), 'y'.repeat(256)]),
  )
  const rtcpFeedback = Array.from({ length: 16 }, () => ({ type: 'z'.repeat(32), parameter: 'z'.repeat(64) }))
  const real = offeredCapabilities()
  const codec = { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, parameters, rtcpFeedback } as const
  return {
    codecs: [
      ...real.codecs,
      ...Array.from({ length: 60 }, (_, index) => ({ ...codec, preferredPayloadType: index })),
    ],
    headerExtensions: [
      ...real.headerExtensions,
      ...Array.from({ length: 40 }, (_, index) => ({
        kind: 'audio' as const,
        uri: `urn:${'u'.repeat(120)}`,
        preferredId: index + 1,
      })),
    ],
  }
}

describe('usableCapabilities', () => {
  it('keeps all that the server offers', async () => {
    const offered = offeredCapabilities()
    const kept = await usableCapabilities(offered)
    assert.deepEqual(
      kept.codecs.map(({ mimeType, preferredPayloadType, parameters }) => [
        mimeType,
        preferredPayloadType,
        parameters,
      ]),
      offered.codecs.map(({ mimeType, preferredPayloadType, parameters = {} }) => [
        mimeType,
        preferredPayloadType,
        parameters,
      ]),
    )
    assert.equal(kept.headerExtensions.length, offered.headerExtensions.length)
    const videoFeedback = kept.codecs.find(({ mimeType }) => mimeType === 'video/VP8')?.rtcpFeedback
    assert.ok(videoFeedback?.some(({ type }) => type === 'transport-cc'))
  })

  it('keeps some kilobytes of the half megabyte that somebody may send', async () => {
    const huge = hugeCapabilities()
    assert.ok(rtpCapabilitiesSchema.safeParse(huge).success)
    const said = JSON.stringify(huge).length
    assert.ok(said > 600_000, `only ${said} bytes were said`)
    const kept = JSON.stringify(await usableCapabilities(huge)).length
    assert.ok(kept < KEPT_BYTES_MAX, `${kept} bytes were kept`)
  })

  it('keeps few variants of a codec, and the retransmission of those alone', async () => {
    const variants = Array.from({ length: 30 }, (_, index) => [
      {
        kind: 'video' as const,
        mimeType: 'video/VP8',
        clockRate: 90_000,
        preferredPayloadType: index * 2,
        parameters: { 'max-fr': index + 1 },
      },
      {
        kind: 'video' as const,
        mimeType: 'video/rtx',
        clockRate: 90_000,
        preferredPayloadType: index * 2 + 1,
        parameters: { apt: index * 2 },
      },
    ]).flat()
    const { codecs } = await usableCapabilities({ codecs: variants, headerExtensions: [] })
    assert.deepEqual(
      codecs.map(({ preferredPayloadType }) => preferredPayloadType),
      Array.from({ length: 16 }, (_, index) => index),
    )
  })

  it('holds nothing that was only said, whatever that is', async () => {
    const text = fc.string({ minLength: 1, maxLength: 40 }).map((typed) => `typed-${typed}`)
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 200 }), async (typed, count) => {
        const said = {
          codecs: Array.from({ length: Math.min(count, 64) }, (_, index) => ({
            kind: 'audio' as const,
            mimeType: index % 2 === 0 ? 'audio/opus' : `audio/${typed}`,
            clockRate: 48_000,
            channels: 2,
            preferredPayloadType: index,
            parameters: { [typed]: typed, stereo: typed },
            rtcpFeedback: [{ type: typed, parameter: typed }],
          })),
          headerExtensions: [{ kind: 'audio' as const, uri: typed, preferredId: 1 }],
        }
        const kept = JSON.stringify(await usableCapabilities(said))
        assert.equal(kept.includes('typed-'), false)
        assert.ok(kept.length < KEPT_BYTES_MAX)
      }),
    )
  })
})
