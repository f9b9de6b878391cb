import assert from 'node:assert/strict'
import { it } from 'node:test'
import { requests, type Ack, type RequestName } from '../../protocol/index.ts'
import { CALLERS, permissionOf, type Caller, type Permission } from '../../scripts/docs/callers.ts'
import { CallerStage } from '../kit/callers.ts'
import { sampleRequests, type Known } from '../kit/sample-requests.ts'
import { startServer, type ServerSettings, type TestServer } from '../kit/server.ts'

const UNLIMITED: ServerSettings = {
  limits: {
    requestsPerSecond: 10_000,
    requestBurst: 100_000,
    joinsPerSecond: 10_000,
    joinBurst: 100_000,
    addressShare: 1,
  },
}
const NAMES = Object.keys(requests) as RequestName[]

/** Refusals that are about who asks; all others are about what was asked. */
const ABOUT_THE_CALLER: ReadonlySet<string> = new Set([
  'not_joined',
  'not_allowed',
  'already_joined',
  'target_gone',
  'banned',
  'removed',
])

function observed(ack: Ack<unknown>): Permission {
  return !ack.ok && ABOUT_THE_CALLER.has(ack.error.code) ? ack.error.code : 'yes'
}

/** Somebody of whom requests are made up; nobody of them owns what it owns. */
async function makeKnown(server: TestServer): Promise<Known> {
  const peer = await server.join('samples', 'Sample')
  const { producerId } = await peer.publishMicrophone()
  return { peer, producerId }
}

async function observe(
  server: TestServer,
  known: Known,
  name: RequestName,
  caller: Caller,
): Promise<Permission> {
  const stage = await CallerStage.open(server, `${caller}-${name}`.replaceAll(/[^a-z]+/g, '-'))
  const client = await stage.enter(caller)
  const { id } = stage.target
  const peer = {
    id,
    joined: known.peer.joined,
    signaling: known.peer.signaling,
    sendTransport: known.peer.sendTransport,
  }
  const sample = sampleRequests({ ...known, peer })[name]
  const params =
    name === 'room:join' ? { ...sample, resumeToken: undefined, ...stage.joinOf(caller) } : sample
  return observed(await client.ask(name, params))
}

for (const caller of CALLERS) {
  it(`answers every request of a ${caller} as the table of SECURITY.md says`, async (t) => {
    const server = await startServer(t, UNLIMITED)
    const known = await makeKnown(server)
    const seen: Record<string, Permission> = {}
    for (const name of NAMES) seen[name] = await observe(server, known, name, caller)
    const expected = Object.fromEntries(NAMES.map((name) => [name, permissionOf(name, caller)]))
    assert.deepEqual(seen, expected)
  })
}
