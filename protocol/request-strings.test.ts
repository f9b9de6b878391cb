import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { checkDisplayName, LOBBY_TEXT_MAX, normaliseRoomName, requests, TOKEN_MAX } from './index.ts'

interface Leaf {
  path: string
  schema: z.ZodType
}

/** Longest text that any field of a request may carry. */
const LONGEST = 256
/** What people type: the server cleans it before anybody else gets to see it. */
const TYPED: Readonly<Record<string, (text: string) => string | undefined>> = {
  'room:preview.room': normaliseRoomName,
  'room:join.room': normaliseRoomName,
  'room:join.name': (text) => checkDisplayName(text).name,
  'room:claim.room': normaliseRoomName,
  'room:claim.name': (text) => checkDisplayName(text).name,
  'lobby:knock.room': normaliseRoomName,
  'lobby:knock.name': (text) => checkDisplayName(text).name,
  'participant:rename.name': (text) => checkDisplayName(text).name,
}
/** What hosts write in more than one line. */
const IN_LINES = ['lobby:deny.reason', 'lobby:message.text']
/** What is signed, here or by a portal, carries more than people type. */
const SIGNED = /^(room:join|lobby:knock)\.credentials\.(owner|otherOwner|invitation|token|pass)$/

function longest(path: string): number {
  if (SIGNED.test(path)) return TOKEN_MAX
  return IN_LINES.includes(path) ? LOBBY_TEXT_MAX : LONGEST
}

/** Every place of a schema in which free text may stand, keys of records included. */
function* strings(schema: z.ZodType, path: string): Generator<Leaf> {
  if (schema instanceof z.ZodString) yield { path, schema }
  else if (schema instanceof z.ZodObject) {
    for (const [key, child] of Object.entries(schema.shape))
      yield* strings(child as z.ZodType, `${path}.${key}`)
  } else if (schema instanceof z.ZodArray) yield* strings(schema.element as z.ZodType, `${path}[]`)
  else if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    yield* strings(schema.unwrap() as z.ZodType, path)
  else if (schema instanceof z.ZodRecord) {
    yield* strings(schema.keyType as z.ZodType, `${path}{key}`)
    yield* strings(schema.valueType as z.ZodType, `${path}{value}`)
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) yield* strings(option as z.ZodType, path)
  } else if (schema instanceof z.ZodPipe) yield* strings(schema.in as z.ZodType, path)
  else if (!isWithoutText(schema)) assert.fail(`${path}: this test does not know what it may carry`)
}

function isWithoutText(schema: z.ZodType): boolean {
  return [z.ZodNumber, z.ZodBoolean, z.ZodEnum, z.ZodLiteral].some((kind) => schema instanceof kind)
}

const leaves = Object.entries(requests).flatMap(([name, { params }]) => [...strings(params, name)])
const control = fc.oneof(
  fc.constantFrom('\r\n', '\n', '\r', '\u0000', '\u007f', '\u0085', '\u2028', '\u2029'),
  fc.integer({ min: 0, max: 31 }).map((code) => String.fromCharCode(code)),
)

describe('text in requests', () => {
  it('is found in all places that media parameters have', () => {
    const paths = leaves.map(({ path }) => path)
    for (const place of [
      'codecs[].parameters{key}',
      'codecs[].parameters{value}',
      'rtcp.cname',
      'msid',
      'mid',
    ])
      assert.ok(paths.includes(`producer:create.rtpParameters.${place}`), place)
    for (const place of ['headerExtensions[].uri', 'codecs[].rtcpFeedback[].type', 'codecs[].mimeType'])
      assert.ok(paths.includes(`room:join.rtpCapabilities.${place}`), place)
  })

  for (const { path, schema } of leaves.filter((leaf) => !(leaf.path in TYPED))) {
    it(`carries no control character in ${path}`, () => {
      const texts = fc.tuple(fc.string({ maxLength: 12 }), control, fc.string({ maxLength: 12 }))
      fc.assert(
        fc.property(texts, (parts) => {
          fc.pre(!IN_LINES.includes(path) || parts[1] !== '\n')
          assert.equal(schema.safeParse(parts.join('')).success, false)
        }),
      )
    })
  }

  for (const { path, schema } of leaves) {
    it(`is short in ${path}`, () => {
      fc.assert(
        fc.property(fc.string({ minLength: LONGEST + 1, maxLength: 600 }), (text) => {
          const long = text.repeat(Math.ceil((longest(path) + 1) / text.length))
          assert.equal(schema.safeParse(long).success, false)
        }),
      )
      assert.equal(schema.safeParse('x'.repeat(longest(path) + 1)).success, false)
    })
  }

  for (const [path, normalise] of Object.entries(TYPED)) {
    it(`reaches nobody with a control character from ${path}`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 80 }), control, (text, hidden) => {
          const cleaned = normalise(`${hidden}${text}${hidden}a`) ?? ''
          assert.equal(/[\p{Cc}\u2028\u2029]/u.test(cleaned), false)
        }),
      )
    })
  }

  it('leaves room for what browsers send', () => {
    const { rtpParameters } = requests['producer:create'].params.shape
    const fromFirefox = {
      mid: '0',
      msid: '{6d1f5c6e-8f4b-4f0a-b7f3-0d8a3f0e2b11} {0a8e}',
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: 120,
          clockRate: 90_000,
          parameters: { 'max-fs': 12_288, 'max-fr': 60 },
          rtcpFeedback: [
            { type: 'nack', parameter: '' },
            { type: 'nack', parameter: 'pli' },
            { type: 'ccm', parameter: 'fir' },
            { type: 'goog-remb', parameter: '' },
          ],
        },
      ],
      headerExtensions: [
        { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', id: 5 },
      ],
      encodings: [{ rid: 'r0', scalabilityMode: 'L1T3' }],
      rtcp: { cname: '{1f5c6e8f-4b4f-0ab7-f30d-8a3f0e2b1100}', reducedSize: true },
    }
    assert.ok(rtpParameters.safeParse(fromFirefox).success)
    const { codecs } = requests['room:join'].params.shape.rtpCapabilities.shape
    const red = {
      kind: 'audio',
      mimeType: 'audio/red',
      preferredPayloadType: 63,
      clockRate: 48_000,
      channels: 2,
    }
    assert.ok(codecs.safeParse([{ ...red, parameters: { '': '111/111' } }]).success)
  })
})
