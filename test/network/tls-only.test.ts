import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Meeting } from './kit/meeting.ts'
import { INNER_ADDRESS, PUBLIC_ADDRESS } from './kit/network.ts'
import { startCoturn, startTlsFilter } from './kit/programs.ts'

const SECRET = 'a-secret-for-the-network-tests'

it('people meet over TURN within TLS where nothing else passes', async (t) => {
  const meeting = await Meeting.start(t, {
    layout: 'behind-router',
    // Guests name the public address; what relays them on this machine reaches the inner one.
    args: ['--announce', `${PUBLIC_ADDRESS},${INNER_ADDRESS}`],
    env: { PLENARY_TURN_SECRET: SECRET },
    prepare: async (network) => {
      await startTlsFilter(t, network, PUBLIC_ADDRESS, INNER_ADDRESS)
      const coturn = { secret: SECRET, host: '127.0.0.1', port: 3478 }
      await startCoturn(t, network, { ...coturn, media: [PUBLIC_ADDRESS], own: [INNER_ADDRESS] })
    },
  })
  const paths = await meeting.meet(PUBLIC_ADDRESS)
  assert.deepEqual(paths, ['udp:40000'])
})
