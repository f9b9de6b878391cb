import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FrameScanner } from './frame-scanner.ts'
import { frame } from '../../../tools/harness/websocket-frame.ts'

const MAX = 100_000

describe('FrameScanner', () => {
  it('counts the frames of any length, in one piece and byte by byte', () => {
    const frames = [0, 1, 125, 126, 65_535, 65_536].map((length) => frame({ payload: 'x'.repeat(length) }))
    const all = Buffer.concat([...frames, frame({ opcode: 9, payload: 'ping' })])
    assert.deepEqual(new FrameScanner().scan(all, MAX), { frames: 7, hasEnded: true, fault: undefined })
    const scanner = new FrameScanner()
    let counted = 0
    for (const byte of all) {
      const { frames: more, fault } = scanner.scan(Buffer.from([byte]), MAX)
      counted += more
      assert.equal(fault, undefined)
    }
    assert.equal(counted, 7)
    assert.equal(scanner.isUnfinished, false)
  })

  it('tells a message that has begun from one that has ended', () => {
    const scanner = new FrameScanner()
    const whole = frame({ payload: 'hello' })
    assert.equal(scanner.scan(whole.subarray(0, 1), MAX).hasEnded, false)
    assert.equal(scanner.isUnfinished, true, 'a header')
    scanner.scan(whole.subarray(1, 8), MAX)
    assert.equal(scanner.isUnfinished, true, 'a payload')
    assert.equal(scanner.scan(whole.subarray(8), MAX).hasEnded, true)
    assert.equal(scanner.isUnfinished, false)
    scanner.scan(frame({ fin: false, payload: 'a' }), MAX)
    assert.equal(scanner.isUnfinished, true, 'a fragment')
    assert.equal(scanner.scan(frame({ opcode: 9 }), MAX).hasEnded, false)
    assert.equal(scanner.isUnfinished, true, 'a ping between fragments ends nothing')
    assert.equal(scanner.scan(frame({ opcode: 0, payload: 'b' }), MAX).hasEnded, true)
    assert.equal(scanner.isUnfinished, false)
  })

  it('refuses a message by what its header claims, before its payload is there', () => {
    for (const claimed of [MAX + 1, 2 ** 31, 2 ** 52]) {
      assert.equal(new FrameScanner().scan(frame({ claimed }), MAX).fault, 'message_too_large')
    }
    assert.equal(new FrameScanner().scan(frame({ claimed: MAX }), MAX).fault, undefined)
  })

  it('adds up the fragments of a message', () => {
    const scanner = new FrameScanner()
    scanner.scan(frame({ fin: false, payload: 'x'.repeat(60) }), 100)
    const more = frame({ opcode: 0, fin: false, payload: 'x'.repeat(60) })
    assert.equal(scanner.scan(more, 100).fault, 'message_too_large')
  })

  it('bears with a few fragments, the empty ones included, and refuses many', () => {
    const scanner = new FrameScanner()
    const results = Array.from({ length: 17 }, (_, index) =>
      scanner.scan(frame({ opcode: index === 0 ? 1 : 0, fin: false, payload: index % 2 ? 'x' : '' }), MAX),
    )
    assert.ok(results.slice(0, 16).every(({ fault }) => fault === undefined))
    assert.equal(results[16]?.fault, 'too_many_fragments')
    const fresh = new FrameScanner()
    for (let index = 0; index < 100; index += 1) {
      assert.equal(fresh.scan(frame({ payload: 'x' }), MAX).fault, undefined, 'each is a message')
    }
  })
})
