import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AudioSelection, type Microphone } from './audio-selection.ts'

const settings = { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 }
const BEAT = 250
// Three fifths of the loudest: whoever has just begun is sent besides them.
const FIRST_WORDS = 3

function microphones(count: number): Microphone[] {
  return Array.from({ length: count }, (_, index) => ({
    producerId: `m${index}`,
    participantId: `p${index}`,
    muted: false,
  }))
}

describe('AudioSelection, whatever happens', () => {
  it('never exceeds its limits, never keeps who left, and does not flap on the same input', () => {
    const rounds = fc.array(
      fc.record({
        present: fc.integer({ min: 0, max: 40 }),
        speaking: fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { maxLength: 20 }),
        step: fc.integer({ min: 1, max: 4000 }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(rounds, (list) => {
        const selection = new AudioSelection(settings)
        let now = 0
        for (const { present, speaking, step } of list) {
          now += step
          const all = microphones(present)
          const levels = speaking.map((index) => ({ participantId: `p${index}`, level: -20 - index }))
          selection.update(all, levels, now)
          const ids = new Set(all.map(({ producerId }) => producerId))
          assert.ok([...selection.selected.keys()].every((id) => ids.has(id)))
          assert.ok(selection.selected.size <= settings.runningMicrophones)
          if (present > settings.runningMicrophones) {
            const heard = speaking.filter((index) => selection.selected.has(`m${index}`))
            const sent = heard.filter((index) => selection.selected.get(`m${index}`)?.paused === false)
            assert.ok(selection.selected.size <= settings.recentSpeakers + 4)
            assert.ok(sent.length >= Math.min(heard.length, settings.loudestSpeakers))
            assert.ok(sent.length <= settings.loudestSpeakers + FIRST_WORDS)
            for (const [id, { paused }] of selection.selected) {
              assert.ok(
                !paused || heard.some((index) => id === `m${index}`),
                `${id} is ready for its first word`,
              )
            }
          }
          assert.equal(selection.update(all, levels, now), false)
        }
      }),
    )
  })

  it('comes to forward whoever is clearly the loudest, whatever went before', () => {
    const rounds = fc.array(
      fc.record({
        speaking: fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { maxLength: 20 }),
        step: fc.integer({ min: 1, max: 4000 }),
      }),
      { maxLength: 40 },
    )
    const noise = fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 20 })
    fc.assert(
      fc.property(rounds, noise, (list, noisy) => {
        const selection = new AudioSelection(settings)
        const all = microphones(40)
        let now = 0
        for (const { speaking, step } of list) {
          now += step
          selection.update(
            all,
            speaking.map((index) => ({ participantId: `p${index}`, level: -20 - index })),
            now,
          )
        }
        const levels = [0, ...noisy].map((index) => ({
          participantId: `p${index}`,
          level: index === 0 ? -10 : -30 - index / 2,
        }))
        // The others hold all places before.
        for (let beat = 0; beat < 16; beat += 1) selection.update(all, levels.slice(1), (now += BEAT))
        for (let beat = 0; beat < 16; beat += 1) selection.update(all, levels, (now += BEAT))
        assert.deepEqual(selection.selected.get('m0'), { paused: false })
      }),
    )
  })
})
