import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AudioSelection, type Microphone } from './audio-selection.ts'

const settings = { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 }
const CROWD = 100
// As measured in a room: four times a second, and once more after the last sound.
const BEAT = 250
const RELEASE_MS = 400
// With so many at once every one of them has a place, as those who were heard lately have.
const AT_ONCE = 8
const UNHEARD_MS = 1000
// So few that everybody speaks again and again.
const REGULARS = 11

interface Talk {
  person: number
  from: number
  to: number
  level: number
}

/** One after another begins, two or three in a second, and a few at once go on. */
const meetings = (atOnce: number, people = CROWD) =>
  fc
    .array(
      fc.record({
        person: fc.integer({ min: 0, max: people - 1 }),
        gap: fc.integer({ min: 350, max: 2500 }),
        length: fc.integer({ min: 1250, max: 9000 }),
        level: fc.integer({ min: -50, max: -20 }),
      }),
      { minLength: 5, maxLength: 40 },
    )
    .map((list) => {
      const talks: Talk[] = []
      let from = 0
      for (const { person, gap, length, level } of list) {
        from += gap
        const at = from
        const going = talks.filter(({ to }) => to + RELEASE_MS + BEAT > at)
        const isBusy = talks.some((talk) => talk.person === person && talk.to + 3000 > at)
        if (going.length < atOnce && !isBusy) talks.push({ person, from, to: from + length, level })
      }
      return talks
    })

const microphones: Microphone[] = Array.from({ length: CROWD }, (_, index) => ({
  producerId: `m${index}`,
  participantId: `p${index}`,
  muted: false,
}))

/** Runs a meeting, and hands out each beat: who speaks now, and who is heard. */
function play(
  talks: readonly Talk[],
  each: (beat: { now: number; speaking: readonly Talk[]; before: ReadonlyMap<string, unknown> }) => void,
  selection = new AudioSelection(settings),
): AudioSelection {
  const end = Math.max(...talks.map(({ to }) => to))
  for (let now = 0; now < end; now += BEAT) {
    const measured = talks.filter(({ from, to }) => from <= now && now <= to + RELEASE_MS)
    const levels = measured
      .map(({ person, level }) => ({ participantId: `p${person}`, level }))
      .sort((a, b) => b.level - a.level)
    const before = selection.selected
    selection.update(microphones, levels, now)
    each({ now, speaking: measured.filter(({ to }) => now <= to), before })
  }
  return selection
}

describe('Speech in a crowd of a hundred open microphones', () => {
  it('is heard with the first measurement, however many others talk', () => {
    fc.assert(
      fc.property(meetings(AT_ONCE), (talks) => {
        const selection = new AudioSelection(settings)
        play(
          talks,
          ({ now, speaking }) => {
            for (const { person, from } of speaking) {
              if (now - from >= BEAT) continue
              assert.equal(selection.selected.get(`m${person}`)?.paused, false, `p${person} at ${now}`)
            }
          },
          selection,
        )
      }),
    )
  })

  it('leaves nobody unheard for more than a second while five others talk', () => {
    fc.assert(
      fc.property(meetings(6), (talks) => {
        const selection = new AudioSelection(settings)
        const heardAt = new Map<Talk, number>()
        play(
          talks,
          ({ now, speaking }) => {
            for (const talk of speaking) {
              if (selection.selected.get(`m${talk.person}`)?.paused === false) heardAt.set(talk, now)
              const unheard = now - (heardAt.get(talk) ?? talk.from)
              assert.ok(unheard <= UNHEARD_MS, `p${talk.person} for ${unheard} ms at ${now}`)
            }
          },
          selection,
        )
      }),
    )
  })

  it('hears whoever spoke lately without any measurement, while others are too many', () => {
    fc.assert(
      fc.property(meetings(AT_ONCE, REGULARS), (talks) => {
        const selection = new AudioSelection(settings)
        play(
          talks,
          ({ now, speaking, before }) => {
            for (const { person, from } of speaking) {
              if (now - from >= BEAT || !before.has(`m${person}`)) continue
              assert.deepEqual(before.get(`m${person}`), { paused: false }, `p${person} at ${now}`)
            }
          },
          selection,
        )
      }),
    )
  })
})
