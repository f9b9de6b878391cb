import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { knownParameters } from './codec-parameters.ts'

type Parameters = Record<string, string | number>

/** What browsers say of what they send, after mediasoup-client has read it. */
const OF_BROWSERS: [browser: string, mimeType: string, parameters: Parameters][] = [
  ['Chromium', 'audio/opus', { minptime: 10, useinbandfec: 1, usedtx: 1, stereo: 0, 'sprop-stereo': 1 }],
  ['Chromium', 'audio/opus', { maxaveragebitrate: 40_000, maxplaybackrate: 48_000 }],
  ['Firefox', 'audio/opus', { maxplaybackrate: 48_000, stereo: 1, useinbandfec: 1 }],
  ['Safari', 'audio/opus', { minptime: 10, useinbandfec: 1 }],
  ['Chromium', 'video/VP8', {}],
  ['Chromium', 'video/VP8', { 'x-google-start-bitrate': 1000, 'x-google-max-bitrate': 3000 }],
  ['Firefox', 'video/VP8', { 'max-fs': 12_288, 'max-fr': 60 }],
  ['Chromium', 'video/VP9', { 'profile-id': 0 }],
  ['Chromium', 'video/AV1', { 'level-idx': 5, profile: 0, tier: 0 }],
  [
    'Safari',
    'video/H264',
    { 'level-asymmetry-allowed': 1, 'packetization-mode': 1, 'profile-level-id': '42e01f' },
  ],
  ['Chromium', 'video/H264', { 'packetization-mode': 0, 'profile-level-id': 420_034 }],
  ['Safari', 'video/H265', { 'level-id': 93, 'profile-id': 1, 'tier-flag': 0, 'tx-mode': 'SRST' }],
  ['Chromium', 'video/rtx', { apt: 96 }],
]

describe('knownParameters', () => {
  for (const [browser, mimeType, parameters] of OF_BROWSERS) {
    it(`keeps what ${browser} says of ${mimeType}: ${Object.keys(parameters).join(', ') || 'nothing'}`, () => {
      assert.deepEqual(knownParameters(mimeType, parameters), parameters)
    })
  }

  it('drops parameters that a codec does not have, and values that it does not know', () => {
    assert.deepEqual(
      knownParameters('audio/opus', { useinbandfec: '1\r\na=x', stereo: 2, minptime: 1e9 }),
      {},
    )
    assert.deepEqual(knownParameters('audio/opus', { 'profile-id': 0, tomorrow: 1, cbr: 0.5 }), {})
    assert.deepEqual(knownParameters('video/H264', { 'profile-level-id': '42e01f\r\na=x' }), {})
    assert.deepEqual(knownParameters('audio/unheard-of', { stereo: 1 }), {})
  })

  it('lets through nothing but numbers and short words, whatever is said of whatever codec', () => {
    const mimeTypes = fc.oneof(
      fc.constantFrom('audio/opus', 'video/VP8', 'video/vp9', 'video/AV1', 'video/h264', 'video/H265'),
      fc.string(),
    )
    const names = fc.oneof(
      fc.constantFrom(...OF_BROWSERS.flatMap(([, , parameters]) => Object.keys(parameters))),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', 'toString'),
    )
    const values = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('42e01f', '1\r\na=candidate', 'SRST\n', 'SRST'),
    )
    fc.assert(
      fc.property(mimeTypes, fc.dictionary(names, values), (mimeType, parameters) => {
        for (const [name, value] of Object.entries(knownParameters(mimeType, parameters))) {
          assert.match(name, /^[a-z-]{3,26}$/)
          assert.match(String(value), /^([0-9]{1,8}|[0-9a-f]{6}|[SM]R[SM]T)$/i)
        }
      }),
      { numRuns: 500 },
    )
  })
})
