import {
  ProtocolError,
  type ErrorCode,
  type NextRoom,
  type NotificationName,
  type NotificationParams,
  type RequestParams,
  type Source,
} from '../../protocol/index.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { OPEN_DOORS } from './doors/door-settings.ts'
import { OPEN_ACCESS } from './ports/access.ts'
import type { ParticipantConnection } from './ports/connection.ts'
import { ROOM_EVENT_NAMES, RoomEvents, type RoomEvent } from './ports/events.ts'
import type { Usage } from './ports/usage.ts'
import { RoomRegistry, type RoomRegistryOptions } from './room-registry.ts'
import type { RoomSettings } from './room-settings.ts'
import type { JoinRequest } from './seats/admission-options.ts'
import { FakeMediaPort } from './test-media-port.ts'
import { FakeStore } from './test-store.ts'

/** Settings with which nothing happens by itself soon. */
export const TEST_SETTINGS: RoomSettings = {
  maxParticipants: 10,
  doors: OPEN_DOORS,
  resumeGraceMs: 1000,
  pageCloseGraceMs: 200,
  chat: { historyMessages: 100, historyCharacters: 10_000, messagesPerSecond: 100, burst: 100 },
  speakers: { thresholdDbov: -60, releaseMs: 600, dominantHoldMs: 2000, takeoverMs: 750 },
  forwarding: {
    audio: { runningMicrophones: 12, recentSpeakers: 8, loudestSpeakers: 5 },
    view: { maxTiles: 25 },
    policy: 'attention',
  },
  uplinkLimits: { microphone: 256_000, camera: 5_500_000, screen: 7_500_000, 'screen-audio': 640_000 },
}

/** A check for `assert.rejects`: a refusal with this code. */
export const hasCode = (expected: ErrorCode) => (error: unknown) =>
  error instanceof ProtocolError && error.code === expected

/** Usage without bounds. */
export const UNLIMITED_USAGE: Usage = {
  payer: {},
  address: '192.0.2.1',
  takeJoin: () => true,
  hold: () => () => undefined,
  takeArrived: () => true,
  overran: () => undefined,
  hasOverrun: () => false,
}

/** A signaling connection that remembers what it was told. */
export class FakeConnection implements ParticipantConnection {
  open = true
  readonly usage: Usage
  readonly account = null
  readonly ended: ErrorCode[] = []
  /** Where it was told to go. */
  next: NextRoom | undefined
  readonly told: { name: NotificationName; params: unknown }[] = []

  constructor(usage: Usage = UNLIMITED_USAGE) {
    this.usage = usage
  }

  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void {
    this.told.push({ name, params })
  }

  endSession(code: ErrorCode, next?: NextRoom): void {
    this.ended.push(code)
    this.next = next
  }

  /** What it was told under one name. */
  heard<N extends NotificationName>(name: N): NotificationParams<N>[] {
    return this.told.flatMap((one) => (one.name === name ? [one.params as NotificationParams<N>] : []))
  }
}

/** A request to join of somebody new. */
export function joinRequest(displayName: string, part: Partial<JoinRequest> = {}): JoinRequest {
  return { displayName, rtpCapabilities: { codecs: [], headerExtensions: [] }, ...part }
}

/** A request to publish a source. */
export function produceRequest(source: Source, paused = false): RequestParams<'producer:create'> {
  return {
    transportId: 'transport',
    source,
    kind: source === 'camera' || source === 'screen' ? 'video' : 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', clockRate: 48_000, payloadType: 100 }],
      encodings: [{}],
    },
    paused,
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** The part of a test that what it started ends with. */
export interface EndingTest {
  after(end: () => void): void
}

/** Rooms without network, media or disk, whose answers the test gives. They end with the test. */
export function createRooms(t: EndingTest, part: Partial<RoomRegistryOptions> = {}) {
  const media = new FakeMediaPort()
  const store = new FakeStore()
  const events = new RoomEvents((error) => {
    throw error
  })
  const heard: RoomEvent[] = []
  for (const name of ROOM_EVENT_NAMES) events.on(name, (event) => void heard.push(event))
  const broadcasts: { room: string; change: NotificationParams<'room:changed'> }[] = []
  const rooms = new RoomRegistry({
    mediaPort: media,
    settings: TEST_SETTINGS,
    store,
    access: OPEN_ACCESS,
    events,
    broadcast: {
      broadcast: (room, name, params) => {
        if (name === 'room:changed')
          broadcasts.push({ room, change: params as NotificationParams<'room:changed'> })
      },
    },
    maxRooms: 5,
    maxSeats: 20,
    logger: createSilentLogger(),
    ...part,
  })
  t.after(() => rooms.close())
  /** Somebody new comes in. */
  const join = async (name: string, room = 'red', part: Partial<JoinRequest> = {}) => {
    const connection = new FakeConnection()
    const joined = await rooms.join(room, connection, joinRequest(name, part))
    return { ...joined, connection }
  }
  return {
    rooms,
    media,
    store,
    events,
    heard,
    broadcasts,
    join,
    names: () => heard.map(({ name }) => name),
  }
}
