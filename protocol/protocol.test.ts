import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  chatCommandSchema,
  dtlsParametersSchema,
  checkDisplayName,
  normaliseRoomName,
  packConsumers,
  requests,
  rtpParametersSchema,
  sctpStreamParametersSchema,
  unpackConsumers,
  viewSchema,
  type FullConsumer,
} from './index.ts'

describe('names', () => {
  it('turns typed room names into canonical ones', () => {
    assert.equal(normaliseRoomName('  Team Meeting! '), 'team-meeting')
    assert.equal(normaliseRoomName('Café--Übung'), 'café-übung')
    assert.equal(normaliseRoomName('a'.repeat(64)), 'a'.repeat(64))
  })

  it('refuses room names with nothing usable, or too long', () => {
    for (const typed of ['', '   ', '회의실+', '../..', 'a'.repeat(65)]) {
      const name = normaliseRoomName(typed)
      assert.equal(name, undefined, `${typed} gave ${name ?? ''}`)
    }
  })

  it('folds white space of display names and keeps every script', () => {
    assert.equal(checkDisplayName('  김  민수 ').name, '김 민수')
    assert.equal(checkDisplayName('Eve\u202egnp.exe').name, 'Evegnp.exe')
    assert.equal(checkDisplayName('👩\u200d💻').name, '👩\u200d💻')
    for (const typed of ['', ' \u200b\u200d ', 'x'.repeat(65)])
      assert.equal(checkDisplayName(typed).name, undefined)
  })
})

describe('schemas', () => {
  const tile = { participantId: 'abcdefgh', source: 'camera', width: 10, height: 10 }

  it('refuse absurd views', () => {
    const valid = { tiles: [tile], pins: [] }
    assert.ok(viewSchema.safeParse(valid).success)
    const absurd: unknown[] = [
      { ...valid, tiles: Array.from({ length: 10_000 }, () => tile) },
      { ...valid, tiles: [{ ...tile, width: -1 }] },
      { ...valid, tiles: [{ ...tile, height: 1e9 }] },
      { ...valid, tiles: [{ ...tile, source: 'microphone' }] },
      { ...valid, extra: 1 },
    ]
    for (const one of absurd)
      assert.equal(viewSchema.safeParse(one).success, false, JSON.stringify(one).slice(0, 80))
  })

  it('fold DTLS fingerprints to upper case and refuse malformed ones', () => {
    const value = Array.from({ length: 32 }, () => 'ab').join(':')
    const parsed = dtlsParametersSchema.parse({ fingerprints: [{ algorithm: 'sha-256', value }] })
    assert.equal(parsed.fingerprints[0]?.value, value.toUpperCase())
    assert.equal(dtlsParametersSchema.safeParse({ fingerprints: [] }).success, false)
    assert.equal(
      dtlsParametersSchema.safeParse({ fingerprints: [{ algorithm: 'md5', value }] }).success,
      false,
    )
  })

  it('refuse SCTP streams with two kinds of reliability', () => {
    const both = { streamId: 1, ordered: false, maxPacketLifeTime: 5, maxRetransmits: 1 }
    assert.equal(sctpStreamParametersSchema.safeParse(both).success, false)
  })

  it('refuse unknown keys in every request', () => {
    for (const [name, { params }] of Object.entries(requests)) {
      const result = params.safeParse({ surprise: true })
      assert.equal(result.success, false, name)
      assert.ok(
        result.error?.issues.some(({ code }) => code === 'unrecognized_keys'),
        `${name} does not name the unknown key`,
      )
    }
  })

  it('accept only known chat commands', () => {
    assert.ok(chatCommandSchema.safeParse({ type: 'message', clientId: 'a', text: 'hi' }).success)
    for (const bad of [
      { type: 'message', text: 'hi' },
      { type: 'message', clientId: 'a b', text: 'hi' },
      { type: 'since', seq: -1 },
      { type: 'message', clientId: 'a', text: 'hi', from: 'abcdefgh' },
    ]) {
      assert.equal(chatCommandSchema.safeParse(bad).success, false, JSON.stringify(bad))
    }
  })
})

describe('consumer batches', () => {
  const rtpParameters = rtpParametersSchema.parse({
    mid: '3',
    codecs: [{ mimeType: 'video/VP8', payloadType: 101, clockRate: 90_000 }],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 }],
    encodings: [{ ssrc: 1111, rtx: { ssrc: 2222 }, scalabilityMode: 'L3T3' }],
    rtcp: { cname: 'abc', reducedSize: true, mux: true },
  })
  const consumer: FullConsumer = {
    id: 'c1',
    participantId: 'abcdefgh',
    source: 'camera',
    kind: 'video',
    producerPaused: false,
    paused: false,
    rtpParameters,
  }

  it('survive packing and unpacking', () => {
    assert.deepEqual(unpackConsumers(packConsumers([consumer], [])), [consumer])
  })

  it('carry the codec lists once', () => {
    const one = JSON.stringify(packConsumers([consumer], [])).length
    const ten = JSON.stringify(
      packConsumers(
        Array.from({ length: 10 }, () => consumer),
        [],
      ),
    ).length
    assert.ok((ten - one) / 9 < 200, `each further consumer costs ${(ten - one) / 9} bytes`)
  })
})
