import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AudioSelection, type Microphone } from './audio-selection.ts'

const settings = { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 }
const BEAT = 250

function microphones(count: number, muted: (index: number) => boolean = () => false): Microphone[] {
  return Array.from({ length: count }, (_, index) => ({
    producerId: `m${index}`,
    participantId: `p${index}`,
    muted: muted(index),
  }))
}

/** Lets some people speak for a while, loudest first. */
function speak(
  selection: AudioSelection,
  all: Microphone[],
  who: string[],
  from: number,
  durationMs: number,
): number {
  const levels = who.map((participantId, index) => ({ participantId, level: -20 - index }))
  let now = from
  for (; now <= from + durationMs; now += BEAT) selection.update(all, levels, now)
  return now
}

describe('AudioSelection', () => {
  it('runs every microphone of a small room, muted ones ready to be heard at once', () => {
    const selection = new AudioSelection(settings)
    selection.update(
      microphones(12, (index) => index > 3),
      [],
      0,
    )
    assert.equal(selection.selected.size, 12)
  })

  it('runs all open microphones while they are few, and none of the muted', () => {
    const selection = new AudioSelection(settings)
    selection.update(
      microphones(300, (index) => index >= 12),
      [],
      0,
    )
    assert.equal(selection.selected.size, 12)
  })

  it('holds nothing of those who never unmuted, once they are more than a small room has', () => {
    const selection = new AudioSelection(settings)
    const muted = (count: number): Microphone[] => microphones(count, () => true)
    selection.update(muted(12), [], 0)
    assert.equal(selection.selected.size, 12)
    selection.update(muted(13), [], 1)
    assert.equal(selection.selected.size, 0)
    selection.update(muted(12), [], 1)
    assert.equal(selection.selected.size, 0, 'one person who reloads opens nothing')
    const oneOpen = microphones(100, (index) => index !== 50)
    selection.update(oneOpen, [], 2)
    selection.update(muted(100), [], 3)
    assert.deepEqual([...selection.selected.keys()], ['m50'])
  })

  it('changes nothing for the others when somebody mutes and unmutes', () => {
    const selection = new AudioSelection(settings)
    const isMuted = (toggled: boolean) => (index: number) => index >= 12 || (index === 3 && toggled)
    selection.update(microphones(300, isMuted(false)), [], 0)
    for (let now = 1; now < 20; now += 1) {
      const changed = selection.update(microphones(300, isMuted(now % 2 === 1)), [], now)
      assert.equal(changed, false, `toggle ${now}`)
    }
  })

  it('is not thrown to and fro by one person at the boundary', () => {
    const selection = new AudioSelection(settings)
    const open = (count: number) => microphones(300, (index) => index >= count)
    selection.update(open(13), [], 0)
    assert.equal(selection.selected.size, 0)
    for (let now = 1; now < 20; now += 1) {
      assert.equal(selection.update(open(now % 2 === 1 ? 12 : 13), [], now), false, `toggle ${now}`)
    }
    selection.update(open(10), [], 20)
    assert.equal(selection.selected.size, 10)
  })

  it('keeps the place of a recent speaker who mutes', () => {
    const selection = new AudioSelection(settings)
    let now = speak(selection, microphones(50), ['p7'], 0, 2000)
    now += BEAT
    assert.equal(
      selection.update(
        microphones(50, (index) => index === 7),
        [],
        now,
      ),
      false,
    )
    assert.equal(selection.selected.has('m7'), true)
  })

  it('holds nothing in a large room where nobody has spoken', () => {
    const selection = new AudioSelection(settings)
    selection.update(microphones(300), [], 0)
    assert.equal(selection.selected.size, 0)
  })

  it('lets somebody new be heard at the first sound', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    selection.update(all, [{ participantId: 'p7', level: -30 }], 0)
    assert.deepEqual(selection.selected.get('m7'), { paused: false })
  })

  it('does not let a cough evict a recent speaker', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    let now = 0
    for (let index = 0; index < 8; index += 1) now = speak(selection, all, [`p${index}`], now, 2000)
    selection.update(all, [{ participantId: 'p40', level: -10 }], now)
    for (let index = 0; index < 8; index += 1) assert.ok(selection.selected.has(`m${index}`), `m${index}`)
    selection.update(all, [], now + 10_000)
    assert.equal(selection.selected.has('m40'), false)
    assert.equal(selection.selected.size, 8)
  })

  it('replaces the one who was silent longest when somebody goes on speaking', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    let now = 0
    for (let index = 0; index < 9; index += 1) now = speak(selection, all, [`p${index}`], now, 2000)
    assert.equal(selection.selected.has('m0'), false)
    assert.equal(selection.selected.has('m8'), true)
    assert.equal(selection.selected.size, 8)
  })

  it('pauses the quietest when too many speak at once', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    let now = 0
    for (let index = 0; index < 7; index += 1) now = speak(selection, all, [`p${index}`], now, 1500)
    speak(selection, all, ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'], now, 500)
    const running = [...selection.selected].filter(([, { paused }]) => !paused).map(([id]) => id)
    assert.deepEqual(running.sort(), ['m0', 'm1', 'm2', 'm3', 'm4'])
  })

  it('lets a loud voice be heard although as many as there are places speak quietly', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    const quiet = Array.from({ length: 12 }, (_, index) => ({ participantId: `p${index}`, level: -45 }))
    let now = 0
    for (; now <= 4000; now += 250) selection.update(all, quiet, now)
    assert.equal(selection.selected.size, 12)
    const loud = { participantId: 'p30', level: -20 }
    selection.update(all, [loud, ...quiet], now)
    assert.deepEqual(selection.selected.get('m30'), { paused: false })
    assert.equal(selection.selected.size, 12)
    assert.equal(selection.update(all, [loud, ...quiet], now + 250), false)
  })

  it('lets nobody take the place of a newcomer who speaks as loudly, or has just begun', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    const quiet = Array.from({ length: 12 }, (_, index) => ({ participantId: `p${index}`, level: -45 }))
    selection.update(all, quiet, 0)
    const newcomers = [...selection.selected.keys()]
    selection.update(all, [{ participantId: 'p30', level: -20 }, ...quiet.slice(0, 4)], 250)
    assert.deepEqual([...selection.selected.keys()], newcomers)
    for (let now = 500; now <= 6000; now += 250) {
      selection.update(all, [...quiet, { participantId: 'p31', level: -44 }], now)
    }
    assert.equal(selection.selected.has('m31'), false)
  })

  it('moves few places while many speak at once, each louder now and quieter then', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    const crowd = Array.from({ length: 20 }, (_, index) => index)
    let changes = 0
    for (let beat = 0; beat < 80; beat += 1) {
      const levels = crowd
        .map((index) => ({ participantId: `p${index}`, level: -40 + ((index * 7 + beat * 5) % 13) - 6 }))
        .sort((a, b) => b.level - a.level)
      const before = new Set(selection.selected.keys())
      selection.update(all, levels, beat * BEAT)
      if (beat >= 16) changes += [...selection.selected.keys()].filter((id) => !before.has(id)).length
    }
    assert.ok(changes <= 9, `${changes} places in sixteen seconds`)
  })

  it('gives the place of a newcomer who fell silent to the next voice', () => {
    const selection = new AudioSelection(settings)
    const all = microphones(50)
    const coughs = Array.from({ length: 4 }, (_, index) => ({ participantId: `p${index}`, level: -20 }))
    selection.update(all, coughs, 0)
    selection.update(all, [{ participantId: 'p30', level: -45 }], 1000)
    assert.equal(selection.selected.has('m30'), false)
    selection.update(all, [{ participantId: 'p30', level: -45 }], 1750)
    assert.equal(selection.selected.has('m30'), true)
    assert.equal(selection.selected.size, 4)
  })
})
