import assert from 'node:assert/strict'
import { it } from 'node:test'
import { OPEN_RULES } from '../../../protocol/index.ts'
import { hasCode } from '../test-room.ts'
import { SeatActions } from './seat-actions.ts'
import { Seat } from './seat.ts'

it('gives a seat ten names at once and one every two seconds after that, and other seats theirs', async (t) => {
  const clock = { now: 1000 }
  t.mock.method(performance, 'now', () => clock.now)
  const told: string[] = []
  const actions = new SeatActions({
    seats: { rename: (seat, name) => seat.rename(name) },
    changes: {
      keep: () => Promise.resolve(),
      tell: (seat, field) => Promise.resolve(void told.push(`${seat.id} ${field}`)),
    },
    events: { emit: () => undefined },
    law: { rules: OPEN_RULES },
  })
  const [mallory, ada] = ['mallory', 'ada'].map(
    (id) => new Seat({ id, subchannel: 1, role: 'speaker', name: 'A' }),
  ) as [Seat, Seat]
  for (let count = 0; count < 10; count += 1) await actions.rename(mallory, `Mallory ${count}`)
  await assert.rejects(actions.rename(mallory, 'Eve'), hasCode('rate_limited'))
  assert.deepEqual([mallory.name, told.length], ['Mallory 9', 10], 'nothing of a refused name is left')
  assert.equal(await actions.rename(ada, 'Ada L.'), 'Ada L.')
  clock.now += 2000
  assert.equal(await actions.rename(mallory, 'Eve'), 'Eve')
  await assert.rejects(actions.rename(mallory, 'Mal'), hasCode('rate_limited'))
})
