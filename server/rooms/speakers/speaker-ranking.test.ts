import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SpeakerRanking } from './speaker-ranking.ts'

const settings = { thresholdDbov: -50, releaseMs: 600, dominantHoldMs: 2000, takeoverMs: 750 }
const INTERVAL = 250

/** Feeds the same levels every interval and returns the last state. */
function feed(
  ranking: SpeakerRanking,
  levels: Record<string, number>,
  from: number,
  durationMs: number,
): ReturnType<SpeakerRanking['update']> {
  const list = Object.entries(levels).map(([participantId, level]) => ({ participantId, level }))
  let state = ranking.update(list, from)
  for (let at = from + INTERVAL; at <= from + durationMs; at += INTERVAL) state = ranking.update(list, at)
  return state
}

describe('SpeakerRanking', () => {
  it('gives the empty floor to the first voice at once', () => {
    const ranking = new SpeakerRanking(settings)
    assert.equal(feed(ranking, { ada: -30 }, 0, 0).dominant, 'ada')
  })

  it('ignores sound below the threshold', () => {
    const ranking = new SpeakerRanking(settings)
    const state = feed(ranking, { ada: -60 }, 0, 1000)
    assert.deepEqual(state, { dominant: null, speaking: [] })
  })

  it('keeps the floor when somebody coughs loudly', () => {
    const ranking = new SpeakerRanking(settings)
    feed(ranking, { ada: -35 }, 0, 5000)
    const state = feed(ranking, { ada: -35, bob: -10 }, 5250, 250)
    assert.equal(state.dominant, 'ada')
    assert.deepEqual(
      state.speaking.map(({ participantId }) => participantId),
      ['bob', 'ada'],
    )
  })

  it('hands the floor over when the other goes on alone', () => {
    const ranking = new SpeakerRanking(settings)
    feed(ranking, { ada: -30 }, 0, 3000)
    assert.equal(feed(ranking, { bob: -30 }, 3250, 1500).dominant, 'bob')
  })

  it('never changes the floor twice within the hold time', () => {
    const ranking = new SpeakerRanking(settings)
    const changes: number[] = []
    let before: string | null = null
    for (let step = 0; step < 80; step += 1) {
      const now = step * INTERVAL
      const speaker = Math.floor(step / 4) % 2 === 0 ? 'ada' : 'bob'
      const { dominant } = ranking.update([{ participantId: speaker, level: -20 }], now)
      if (dominant !== before) changes.push(now)
      before = dominant
    }
    const gaps = changes.slice(1).map((at, index) => at - (changes[index] ?? 0))
    assert.ok(changes.length > 2, `the floor changed ${changes.length} times`)
    assert.ok(Math.min(...gaps) >= settings.dominantHoldMs, `gaps were ${gaps.join(', ')}`)
  })

  it('keeps the last speaker on the floor through silence, without highlight', () => {
    const ranking = new SpeakerRanking(settings)
    feed(ranking, { ada: -30 }, 0, 1000)
    assert.deepEqual(ranking.update([], 3000), { dominant: 'ada', speaking: [] })
  })

  it('frees the floor when the speaker leaves', () => {
    const ranking = new SpeakerRanking(settings)
    feed(ranking, { ada: -30 }, 0, 1000)
    ranking.remove('ada')
    assert.equal(ranking.update([], 1250).dominant, null)
    assert.equal(feed(ranking, { bob: -40 }, 1500, 0).dominant, 'bob')
  })

  it('takes no level above that of a voice, whatever its client says', () => {
    const ranking = new SpeakerRanking(settings)
    const { speaking } = feed(ranking, { forger: 0, ada: -18 }, 0, 1000)
    assert.deepEqual(speaking, [
      { participantId: 'ada', level: -20 },
      { participantId: 'forger', level: -20 },
    ])
  })

  it('ranks what never pauses below voices that do', () => {
    const ranking = new SpeakerRanking(settings)
    let state = ranking.update([], 0)
    for (let beat = 0; beat < 80; beat += 1) {
      // A phrase of two seconds, then half a second of breath.
      const speaks = beat % 10 < 8
      const levels = [
        { participantId: 'hum', level: -15 },
        ...(speaks ? [{ participantId: 'ada', level: -32 }] : []),
      ]
      state = ranking.update(levels, beat * INTERVAL)
    }
    assert.equal(state.speaking[0]?.participantId, 'ada')
    assert.equal(state.dominant, 'ada')
    const hum = state.speaking.find(({ participantId }) => participantId === 'hum')
    assert.ok(hum && hum.level >= settings.thresholdDbov, 'it is still said to be audible')
  })

  it('believes a voice again that pauses, a dip between phrases included', () => {
    const ranking = new SpeakerRanking(settings)
    feed(ranking, { ada: -25 }, 0, 20_000)
    assert.ok((feed(ranking, { ada: -25 }, 20_250, 0).speaking[0]?.level ?? 0) < -40)
    ranking.update([{ participantId: 'ada', level: -40 }], 20_500)
    const after = feed(ranking, { ada: -25 }, 20_750, 500).speaking[0]?.level ?? -127
    assert.ok(after >= -30, `${after}`)
  })

  it('no longer counts somebody as audible whose highlight has not faded yet', () => {
    const ranking = new SpeakerRanking(settings)
    feed(ranking, { ada: -30, bob: -20 }, 0, 1000)
    const { speaking } = feed(ranking, { ada: -30 }, 1250, INTERVAL)
    const names = (levels: typeof speaking) => levels.map(({ participantId }) => participantId)
    assert.deepEqual(names(speaking).sort(), ['ada', 'bob'])
    assert.deepEqual(names(ranking.audible(1250 + INTERVAL)), ['ada'])
  })
})
