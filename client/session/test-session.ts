import type { Participant } from '../../protocol/index.ts'
import { FakeConnection } from '../connection/test-connection.ts'
import { createResumeTokens } from '../connection/resume-token.ts'
import type { Capture } from '../media/capture/capture.ts'
import { createFakeDevice, fakeTransportOptions, settle, type FakeTransport } from '../media/test-media.ts'
import { FakeTrack } from '../media/test-track.ts'
import { createPreferences } from '../media/capture/preferences.ts'
import type { JoinReply } from './state/join-reply.ts'
import { createKeyPlaces } from './door/credentials.ts'
import { createSession } from './session.ts'

/** The part of a test that moves its clock. */
export interface TimedTest {
  mock: {
    timers: {
      enable(options: { apis: ('setTimeout' | 'Date')[] }): void
      tick(ms: number): void
    }
  }
}

/** Somebody else in the room. */
export const ANNA = 'anna-0001'
/** The own participant. */
export const ME = 'me-000001'

/** A participant who publishes nothing. */
export const person = (id: string, name: string): Participant => ({
  id,
  name,
  role: 'speaker',
  handRaisedAt: null,
  connection: 'connected',
  publications: [],
})

/** The answer to a join; the first seat is a new one, later ones are resumed. */
export function joinReply(seat: number): JoinReply {
  return {
    room: 'red',
    self: person(ME, 'Me'),
    resumeToken: `token-${seat}`,
    resumed: seat > 1,
    participants: [person(ANNA, 'Anna')],
    participantCount: 1,
    whole: true,
    dominantSpeaker: null,
    microphoneMuted: false,
    memory: null,
    producerIds: [],
    transports: {
      send: fakeTransportOptions(`send-${seat}`),
      receive: fakeTransportOptions(`receive-${seat}`),
    },
    dataConsumers: [],
  } as unknown as JoinReply
}

/** A session whose network, media engine and devices are played by the test. */
export async function createBench(t: TimedTest) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const connections: FakeConnection[] = []
  const tokens = createResumeTokens()
  const keys = createKeyPlaces()
  const preferences = createPreferences(undefined)
  const transports: FakeTransport[] = []
  const device = await createFakeDevice()
  device.observer.on('newtransport', (transport) => transports.push(transport))
  const captured: FakeTrack[] = []
  const capture = (kind: 'audio' | 'video'): FakeTrack => {
    const track = new FakeTrack(kind, kind === 'video' ? { width: 1280, height: 720 } : {})
    captured.push(track)
    return track
  }
  const engine = { failure: null as Error | null }
  const session = createSession({
    connect: () => {
      const connection = new FakeConnection()
      connections.push(connection)
      return connection
    },
    tokens,
    keys,
    loadEngine: async (welcome) => {
      if (engine.failure) throw engine.failure
      return { device, welcome, rtpCapabilities: { codecs: [], headerExtensions: [] } }
    },
    preferences,
    createMeter: () => ({ stop: () => undefined }),
    everySecond: () => () => undefined,
    capture: {
      canShareScreen: true,
      openBoth: () => Promise.resolve({ camera: capture('video'), microphone: capture('audio') }),
      openCamera: () => Promise.resolve(capture('video')),
      openMicrophone: () => Promise.resolve(capture('audio')),
      openScreen: () => Promise.resolve(null),
    } as unknown as Capture,
  })
  const read = () => session.store.read()
  const connection = (): FakeConnection => {
    const last = connections.at(-1)
    if (!last) throw new Error('No connection was opened.')
    return last
  }
  const pass = async (ms: number): Promise<void> => {
    await settle()
    t.mock.timers.tick(ms)
    await settle()
  }
  /** The browser says that the newest transports have connected. */
  const openPaths = (): void => {
    for (const { handler } of transports.slice(-2)) handler.emit('@connectionstatechange', 'connected')
  }
  return {
    session,
    tokens,
    keys,
    preferences,
    actions: session.actions,
    connections,
    connection,
    transports,
    captured,
    engine,
    read,
    pass,
    openPaths,
  }
}

/**
 * A bench in a meeting, microphone and camera on.
 *
 * @param reply - what differs in the answer to the join
 */
export async function createMeeting(t: TimedTest, reply: Partial<JoinReply> = {}) {
  const bench = await createBench(t)
  const { actions, connection, pass, openPaths } = bench
  const opened = actions.openRoom('Red')
  connection().connect()
  await settle()
  connection()
    .last('room:preview')
    .answer({ room: 'red', count: 1, names: ['Anna'] })
  await opened
  await actions.startPreview()
  const joined = actions.join('Me')
  await settle()
  connection()
    .last('room:join')
    .answer({ ...joinReply(1), ...reply })
  await joined
  await pass(0)
  for (const [index, request] of connection().requests.entries()) {
    if (request.name === 'producer:create') request.answer({ producerId: `producer-${index}` })
  }
  openPaths()
  await settle()
  return bench
}
