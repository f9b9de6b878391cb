import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AttentionIndex, type AttentionReason } from './attention-index.ts'

const REASONS: readonly AttentionReason[] = ['self', 'first', 'view', 'received', 'stage', 'people']
const person = fc.constantFrom('a', 'b', 'c', 'd', 'e')

describe('AttentionIndex', () => {
  it('says whom a seat attends to and who attends to somebody, for as long as there is any reason', () => {
    const step = fc.oneof(
      fc.record({ seat: person, reason: fc.constantFrom(...REASONS), ids: fc.uniqueArray(person) }),
      person,
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const index = new AttentionIndex()
        const naive = new Map<string, Map<AttentionReason, string[]>>()
        const attended = (seat: string): string[] =>
          [...new Set([...(naive.get(seat)?.values() ?? [])].flat())].sort()
        for (const one of steps) {
          if (typeof one === 'string') {
            index.drop(one)
            naive.delete(one)
            for (const reasons of naive.values()) {
              for (const [reason, ids] of reasons)
                reasons.set(
                  reason,
                  ids.filter((id) => id !== one),
                )
            }
            continue
          }
          const before = attended(one.seat)
          naive.set(
            one.seat,
            (naive.get(one.seat) ?? new Map<AttentionReason, string[]>()).set(one.reason, one.ids),
          )
          const changed = index.set(one.seat, one.reason, new Set(one.ids))
          assert.equal(changed, before.join() !== attended(one.seat).join())
        }
        for (const seat of ['a', 'b', 'c', 'd', 'e']) {
          assert.deepEqual([...index.peopleOf(seat)].sort(), attended(seat))
          const watchers = ['a', 'b', 'c', 'd', 'e'].filter((other) => attended(other).includes(seat))
          assert.deepEqual([...index.seatsOf(seat)].sort(), watchers)
        }
        for (const seat of ['a', 'b', 'c', 'd', 'e']) index.drop(seat)
        assert.equal(index.size, 0)
      }),
    )
  })
})
