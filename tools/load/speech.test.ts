import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { speakersOf, TURN_MS } from './plan.ts'
import { Speech } from './speech.ts'

const cast = { participants: 20, publishers: 20, speakers: 3 }

function voice(index: number) {
  const said: boolean[] = []
  return { index, said, setSpeaking: (speaking: boolean) => void said.push(speaking) }
}

describe('speech', () => {
  it('lets nobody speak before it begins', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 10_000 })
    const speech = new Speech(cast, { isSteady: false })
    const first = voice(0)
    speech.add(first)
    speech.start(11_000)
    assert.equal(speech.speaks(0), false)
    assert.deepEqual(first.said, [false])
    t.mock.timers.tick(1000)
    assert.equal(speech.speaks(0), true)
    assert.deepEqual(first.said, [false, true])
    speech.stop()
  })

  it('follows the plan from turn to turn', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
    const speech = new Speech(cast, { isSteady: false })
    const voices = Array.from({ length: 20 }, (_, index) => voice(index))
    for (const one of voices) speech.add(one)
    speech.start(0)
    for (let turn = 0; turn < 12; turn += 1) {
      t.mock.timers.tick(turn === 0 ? 1 : TURN_MS)
      const speaking = voices.filter(({ said }) => said.at(-1)).map(({ index }) => index)
      assert.deepEqual(
        speaking,
        [...speakersOf(turn, cast)].sort((a, b) => a - b),
        `turn ${turn}`,
      )
    }
    speech.stop()
  })

  it('knows how many voices a listener should have heard', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
    const speech = new Speech(cast, { isSteady: false })
    speech.start(0)
    // Somebody new begins in each turn, and nobody listens to oneself.
    assert.equal(speech.heardBy(19, TURN_MS / 2, TURN_MS * 4.5), 4)
    const [newest] = [...speakersOf(3, cast)].filter((index) => !speakersOf(2, cast).has(index))
    assert.equal(speech.heardBy(newest ?? -1, TURN_MS * 2.5, TURN_MS * 3.5), 0)
    speech.stop()
  })

  it('knows who spoke long enough to be heard', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
    const speech = new Speech({ ...cast, speakers: 1 }, { isSteady: false })
    const [first = -1] = speakersOf(0, { ...cast, speakers: 1 })
    assert.equal(speech.spoke(first, 0, TURN_MS), false, 'nobody has begun')
    speech.start(TURN_MS)
    assert.equal(speech.spoke(first, 0, TURN_MS * 1.4), false, 'not for half a turn')
    assert.equal(speech.spoke(first, 0, TURN_MS * 1.5), true)
    assert.equal(speech.spoke(first, TURN_MS * 1.6, TURN_MS * 2.9), false)
    assert.equal(speech.spoke(first, TURN_MS * 1.2, TURN_MS * 9), true)
    assert.equal(speech.spoke(first + 1, 0, TURN_MS * 2), false, 'another one')
    speech.stop()
  })

  it('can be steady', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
    const speech = new Speech(cast, { isSteady: true })
    speech.start(0)
    const now = [0, 1, 2, 3, 19].filter((index) => speech.speaks(index))
    t.mock.timers.tick(20 * TURN_MS)
    assert.deepEqual(
      [0, 1, 2, 3, 19].filter((index) => speech.speaks(index)),
      now,
    )
    assert.equal(speech.heardBy(9, 0, 50_000), 0)
    speech.stop()
  })
})
