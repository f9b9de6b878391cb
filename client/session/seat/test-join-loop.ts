import type { TestContext } from 'node:test'
import type { Participant } from '../../../protocol/index.ts'
import { FakeConnection } from '../../connection/test-connection.ts'
import { createResumeTokens } from '../../connection/resume-token.ts'
import type { Engine } from '../../media/session/engine.ts'
import { JoinLoop } from './join-loop.ts'
import type { JoinReply } from '../state/join-reply.ts'
import type { Failure } from '../state/state.ts'

/** The room that tests join. */
export const ROOM = 'red'

/** A media engine that offers nothing. */
export const engine = { rtpCapabilities: { codecs: [], headerExtensions: [] } } as unknown as Engine

/** The server's answer to a join. */
export const reply = (token: string, id = 'me-000001'): JoinReply =>
  ({
    room: ROOM,
    self: { id } as Participant,
    resumeToken: token,
    resumed: false,
    participants: [],
    participantCount: 0,
    whole: true,
    dominantSpeaker: null,
  }) as unknown as JoinReply

/** Lets everything run that needs no time to pass. */
export const flush = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A loop whose connection, engine and media are played by the test. */
export function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const connection = new FakeConnection()
  const tokens = createResumeTokens()
  const seen = { seated: [] as JoinReply[], unseated: 0, shutOut: [] as string[][], ended: [] as Failure[] }
  const media: { kept: { consumerIds: string[]; producerIds: string[] } | undefined } = { kept: undefined }
  const credentials = {}
  const loading = { next: (): Promise<Engine> => Promise.resolve(engine) }
  const loop = new JoinLoop({
    connection,
    tokens,
    room: ROOM,
    loadEngine: () => loading.next(),
    credentials: () => credentials,
    kept: () => Promise.resolve(media.kept),
    events: {
      seated: (given) => seen.seated.push(given),
      unseated: () => (seen.unseated += 1),
      shutOut: ({ code }, name) => seen.shutOut.push([code, name]),
      ended: (failure) => seen.ended.push(failure),
    },
  })
  const pass = async (ms: number): Promise<void> => {
    await flush()
    t.mock.timers.tick(ms)
    await flush()
  }
  const joins = (): number => connection.count('room:join')
  return { connection, tokens, loop, seen, loading, media, pass, joins }
}

/** A bench whose loop has its seat already. */
export async function createSeated(t: TestContext) {
  const bench = createBench(t)
  bench.connection.connect()
  const joined = bench.loop.join('Anna')
  await flush()
  bench.connection.last('room:join').answer(reply('token-1'))
  await joined
  return bench
}
