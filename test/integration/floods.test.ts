import assert from 'node:assert/strict'
import { it } from 'node:test'
import { runFloods } from '../../tools/churn/floods.ts'
import { FLOODS } from '../../tools/churn/flood-attacks.ts'
import { startOwnServer } from '../../tools/churn/own-server.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServer } from '../kit/server.ts'

it('stops every flood, and serves everybody else with bounded memory', async (t) => {
  const server = await startOwnServer('default')
  t.after(async () => await server.remove())
  const findings = await runFloods({ ...server, secondsEach: 1.5, seed: 20_261 })
  assert.deepEqual(
    findings.map(({ attack }) => attack),
    Object.keys(FLOODS),
  )
  assert.deepEqual(
    findings.flatMap(({ trouble }) => trouble),
    [],
    JSON.stringify(findings),
  )
  assert.ok(server.isRunning())
  assert.deepEqual(server.errors(), [])
  assert.equal(server.workersDied(), 0)
})

it('ends the media of somebody who floods the chat, and nobody else hears of it', async (t) => {
  const server = await startServer(t)
  const [mallory, bob] = [await server.join('demo', 'Mallory'), await server.join('demo', 'Bob')]
  await waitFor(() => {
    for (let count = 0; count < 100 && !mallory.ended; count += 1) {
      try {
        mallory.chat.sendRaw('x')
      } catch {
        break
      }
    }
    return mallory.ended ? undefined : 'the flood goes on'
  })
  assert.equal(mallory.ended?.code, 'rate_limited')
  assert.ok(server.log.some(({ msg }) => msg.includes('floods its data channel')))
  const id = bob.chat.send('still here')
  await waitFor(() =>
    bob.chat.answer(id)?.type === 'message' ? undefined : 'the chat of others stands still',
  )
})
