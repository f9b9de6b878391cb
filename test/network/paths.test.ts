import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { Meeting } from './kit/meeting.ts'
import { SCENARIOS, type Scenario } from './kit/scenarios.ts'

/** Lets two people meet, and says over what: as their browsers see it, and as the operator does. */
async function pathsOf(
  t: TestContext,
  name: keyof typeof SCENARIOS,
): Promise<[string[], Record<string, number>]> {
  const scenario: Scenario = SCENARIOS[name]
  const meeting = await Meeting.start(t, scenario)
  return [await meeting.meet(scenario.host), await meeting.transportsByPath()]
}

it('people meet over UDP where nothing is blocked', async (t) => {
  assert.deepEqual(await pathsOf(t, 'nothing blocked'), [['udp:40000'], { udp: 4 }])
})

it('people meet over TCP on the media port where UDP is blocked', async (t) => {
  assert.deepEqual(await pathsOf(t, 'no UDP'), [['tcp:40000'], { tcp: 4 }])
})

it('people meet over the port of the pages where nothing else passes', async (t) => {
  assert.deepEqual(await pathsOf(t, 'only TCP 443'), [['tcp:443'], { 'tcp-shared': 4 }])
})

it('people meet over TURN within TLS where nothing but TLS passes', async (t) => {
  // Behind the relay it is UDP to the media port.
  assert.deepEqual(await pathsOf(t, 'only TLS on 443'), [['udp:40000'], { turn: 4 }])
})

it('people meet at a server behind a router that maps its public address one to one', async (t) => {
  assert.deepEqual(await pathsOf(t, 'one-to-one NAT'), [['udp:40000'], { udp: 4 }])
})

it('people meet over IPv6 where there is nothing else, on the port of the pages if it must be', async (t) => {
  assert.deepEqual(await pathsOf(t, 'only IPv6, only TCP 443'), [['tcp:443'], { 'tcp-shared': 4 }])
})
