import assert from 'node:assert/strict'
import { it } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServer } from '../kit/server.ts'

it('lets honest voices be heard among five who claim the greatest level all the time', async (t) => {
  const audio = { runningMicrophones: 6, recentSpeakers: 8, loudestSpeakers: 5 }
  const server = await startServer(t, { audio })
  const listener = await server.join('demo', 'Listener')
  const forgers = []
  for (let index = 0; index < 5; index += 1) {
    const forger = await server.join('demo', `Forger ${index}`)
    await forger.publishMicrophone({ level: 0 })
    forgers.push(forger)
  }
  // They hold all places before anybody else opens the mouth.
  await waitFor(() => (listener.activity.speaking.length === 5 ? undefined : 'not all of them speak'))
  const honest = []
  for (let index = 0; index < 5; index += 1) {
    const peer = await server.join('demo', `Honest ${index}`)
    await peer.publishMicrophone({ level: -30 })
    honest.push(peer)
  }
  for (const { id, joined } of honest) {
    await waitFor(() => {
      const { counts } = listener.receiver.find(id, 'microphone') ?? {}
      return (counts?.packets ?? 0) >= 25
        ? undefined
        : `${joined.self.name} is not heard: ${counts?.packets ?? 0} packets`
    })
  }
  assert.ok(listener.activity.latest, 'nobody was said to speak')
  const levels = listener.activity.latest.speaking.map(([, level]) => level)
  assert.ok(Math.max(...levels) <= -20, `levels of ${levels.join(', ')} dBov are shown`)
})
