import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AudioLevel } from '../ports/media.ts'
import { AudioSelection, type Microphone } from './audio-selection.ts'
import { VoiceTurns } from './voice-turns.ts'

const settings = { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 }
const BEAT = 250
const FORGERS = 5
const HONEST = 10
const ATTACK_MS = 30_000

const voice = (participantId: string, level: number): AudioLevel => ({ participantId, level })
const everybody = (): true => true

/**
 * Plays a room in which some say at every moment that nobody could be louder.
 *
 * @param speaksAt - whether an honest person speaks in a beat
 * @returns beats in which each honest voice was sent while its owner spoke
 */
function play(
  speaksAt: (person: number, beat: number) => boolean,
  levelOf: (person: number) => number,
  liesAt: (forger: number, beat: number) => boolean = everybody,
) {
  const selection = new AudioSelection(settings)
  const names = [
    ...Array.from({ length: FORGERS }, (_, index) => `forger${index}`),
    ...Array.from({ length: HONEST }, (_, index) => `honest${index}`),
  ]
  const microphones: Microphone[] = names.map((participantId) => ({
    producerId: participantId,
    participantId,
    muted: false,
  }))
  const heard = Array.from({ length: HONEST }, () => 0)
  let changes = 0
  for (let beat = 0; beat * BEAT < ATTACK_MS; beat += 1) {
    const speaking = names
      .map((name, index) => ({ name, person: index - FORGERS }))
      .filter(({ person }) => (person < 0 ? liesAt(person + FORGERS, beat) : speaksAt(person, beat)))
      .map(({ name, person }) => voice(name, person < 0 ? 0 : levelOf(person)))
      .sort((a, b) => b.level - a.level)
    if (selection.update(microphones, speaking, beat * BEAT)) changes += 1
    for (let person = 0; person < HONEST; person += 1) {
      const isSent = selection.selected.get(`honest${person}`)?.paused === false
      if (isSent && speaksAt(person, beat)) heard[person] = (heard[person] ?? 0) + 1
    }
  }
  return { heard, changes }
}

describe('VoiceTurns', () => {
  it('lets every honest voice be heard among five that lie about their level', () => {
    // Everybody goes on speaking, with a breath of a beat or two now and then, as people do.
    const breaths = fc.array(
      fc.record({ every: fc.integer({ min: 6, max: 20 }), of: fc.integer({ min: 0, max: 2 }) }),
      {
        minLength: HONEST,
        maxLength: HONEST,
      },
    )
    const levels = fc.array(fc.integer({ min: -50, max: -25 }), { minLength: HONEST, maxLength: HONEST })
    fc.assert(
      fc.property(breaths, levels, (people, loudness) => {
        const speaksAt = (person: number, beat: number): boolean => {
          const { every, of } = people[person] ?? { every: 10, of: 0 }
          return beat % every >= of
        }
        const { heard } = play(speaksAt, (person) => loudness[person] ?? -30)
        const total = heard.reduce((sum, beats) => sum + beats, 0)
        assert.ok(Math.min(...heard) > 0, `beats heard of each: ${heard.join(' ')}`)
        assert.ok(total * BEAT > 1.5 * ATTACK_MS, `a third of all that is sent: ${heard.join(' ')}`)
      }),
    )
  })

  it('gives no more to those who fall silent again and again, to be new each time', () => {
    // Long enough to be new, short enough to come back at once, and never together.
    const liesAt = (forger: number, beat: number): boolean => (beat + 3 * forger) % 14 >= 7
    const { heard } = play(everybody, () => -30, liesAt)
    const total = heard.reduce((sum, beats) => sum + beats, 0)
    assert.ok(Math.min(...heard) > 0, `beats heard of each: ${heard.join(' ')}`)
    assert.ok(total * BEAT > 1.5 * ATTACK_MS, `a third of all that is sent: ${heard.join(' ')}`)
  })

  it('changes who is sent about once a second, not with every measurement', () => {
    const { changes } = play(everybody, () => -30)
    assert.ok(changes <= 65, `${changes} changes in thirty seconds`)
  })

  it('leaves the loudest their places: turns take those of the quietest who are sent', () => {
    const turns = new VoiceTurns(5)
    const crowd = Array.from({ length: 9 }, (_, index) => voice(`p${index}`, -20 - 4 * index))
    const everHeard = new Set<string>()
    for (let now = 0; now <= ATTACK_MS; now += BEAT) {
      const sent = turns.choose(crowd, everybody, now)
      assert.equal(sent.size, 5)
      assert.ok(sent.has('p0') && sent.has('p1'), `at ${now}: ${[...sent].join(' ')}`)
      for (const id of sent) everHeard.add(id)
    }
    assert.equal(everHeard.size, crowd.length)
  })

  it('gives no turn to somebody who only coughs, and ends one with the speech', () => {
    const turns = new VoiceTurns(5)
    const loud = Array.from({ length: 5 }, (_, index) => voice(`p${index}`, -20))
    for (let now = 0; now < 10_000; now += BEAT) {
      const coughs = now % 4000 === 0 ? [voice('cough', -30)] : []
      assert.equal(turns.choose([...loud, ...coughs], everybody, now).has('cough'), false)
    }
    let now = 10_000
    for (; !turns.isRunning('late'); now += BEAT) turns.choose([...loud, voice('late', -40)], everybody, now)
    assert.ok(now >= 10_500 && now <= 11_250, `a turn after ${now - 10_000} ms`)
    assert.equal(turns.choose([...loud, voice('p5', -50)], everybody, now).has('late'), false)
  })

  it('gives turns to nobody where one voice alone is sent', () => {
    const turns = new VoiceTurns(1)
    const two = [voice('loud', -20), voice('quiet', -40)]
    for (let now = 0; now <= ATTACK_MS; now += BEAT) {
      assert.deepEqual([...turns.choose(two, everybody, now)], ['loud'])
    }
  })

  it('counts no wait while few enough speak', () => {
    const turns = new VoiceTurns(5)
    const few = [voice('a', -30), voice('b', -40)]
    for (let now = 0; now <= ATTACK_MS; now += BEAT) assert.equal(turns.choose(few, everybody, now).size, 0)
    assert.equal(turns.waited('a', ATTACK_MS), 0)
    turns.choose([voice('outside', -30)], () => false, ATTACK_MS)
    assert.equal(turns.waited('outside', ATTACK_MS + 2000), 2000)
  })
})
