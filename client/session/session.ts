import { ERRORS, normaliseRoomName, type Source } from '../../protocol/index.ts'
import { openConnection, type SignalingConnection, type Welcome } from '../connection/connection.ts'
import { createOtherTabs, type OtherTabs } from '../connection/other-tabs.ts'
import { createResumeTokens, type ResumeTokens } from '../connection/resume-token.ts'
import { createReturnNotes, type ReturnNote, type ReturnNotes } from '../connection/return-notes.ts'
import type { Capture } from '../media/capture/capture.ts'
import type { EverySecond } from '../media/capture/track-watch.ts'
import { loadEngine, type Engine } from '../media/session/engine.ts'
import type { FrameTransform } from '../media/frame-transform.ts'
import type { PreferenceStore } from '../media/capture/preferences.ts'
import { askAsHost } from './door/ask.ts'
import { createKeyPlaces, type KeyPlaces } from './door/credentials.ts'
import { LOCAL_OWNER, TrackRegistry } from '../media/track-registry.ts'
import type { LevelListener, MeetingActions, TrackStats } from './state/actions.ts'
import { ComingBack } from './seat/coming-back.ts'
import { UNREACHABLE } from './state/failure.ts'
import { EMPTY_ROOM, INITIAL_STATE } from './state/initial-state.ts'
import { LocalMediaControl } from './local/local-media.ts'
import type { MeterFactory } from './local/microphone-control.ts'
import { SessionStore } from './state/session-store.ts'
import { RoomSession } from './visit/room-session.ts'

/** What the store needs of a session. */
export interface Session {
  readonly store: SessionStore
  readonly tracks: TrackRegistry
  readonly actions: MeetingActions
  /** The track of a participant; the own id leads to what this page captures. */
  findTrack(participantId: string, source: Source): MediaStreamTrack | undefined
  /** The track that this page captures, joined or not. */
  findLocalTrack(source: Source): MediaStreamTrack | undefined
  watchMicrophoneLevel(listener: LevelListener): () => void
  readTrackStats(participantId: string, source: Source): Promise<TrackStats | null>
}

/** The outside world, replaceable in tests. */
export interface SessionPorts {
  connect: () => SignalingConnection
  loadEngine: (welcome: Welcome) => Promise<Engine>
  tokens: ResumeTokens
  notes: ReturnNotes
  tabs: OtherTabs
  keys: KeyPlaces
  capture?: Capture
  preferences?: PreferenceStore
  createMeter?: MeterFactory
  everySecond?: EverySecond
  frameTransform?: FrameTransform
}

/** Builds the session of this page. Touches no device and no network before an action is called. */
export function createSession(ports: Partial<SessionPorts> = {}): Session {
  const connect = ports.connect ?? (() => openConnection())
  const { tokens = createResumeTokens(), keys = createKeyPlaces() } = ports
  const store = new SessionStore(INITIAL_STATE)
  const tracks = new TrackRegistry()
  let visit: RoomSession | null = null
  const back = new ComingBack({
    store,
    tokens,
    notes: ports.notes ?? createReturnNotes(),
    tabs: ports.tabs ?? createOtherTabs(),
    leaving: () => visit?.memory.hurry(),
  })
  let note: ReturnNote | undefined
  const local = new LocalMediaControl({
    ...ports,
    store,
    tracks,
    publisher: () => visit?.publisher ?? null,
  })

  const openRoom = async (typed: string, isNew = false): Promise<void> => {
    const room = normaliseRoomName(typed)
    // A page that renders twice opens twice; the visit stays the same.
    if (visit && !visit.isOver && visit.room === room) return
    void visit?.leave()
    visit = null
    note = room === undefined ? undefined : back.recall(room)
    store.patch({
      phase: 'prejoin',
      isReturning: note !== undefined,
      isElsewhere: false,
      room: room ?? typed,
      preview: null,
      connection: 'connecting',
      failure: null,
    })
    store.patch(EMPTY_ROOM)
    if (room === undefined) {
      store.patch({ failure: { code: 'invalid_room_name', message: ERRORS.invalid_room_name } })
      return
    }
    visit = new RoomSession({
      room,
      connection: connect(),
      tokens,
      loadEngine: ports.loadEngine ?? loadEngine,
      store,
      tracks,
      local,
      frameTransform: ports.frameTransform,
      keys,
    })
    if (isNew) visit.door.claim.wish()
    await visit.open()
    if (!note) return await back.lookForOtherTab(visit.room)
    await visit.door.enter(note.name)
    back.arrived(visit.room)
  }

  return {
    store,
    tracks,
    actions: {
      ...createActions(() => visit, store, local, openRoom),
      startPreview: () => local.startPreview(note),
      joinAsAnother: async (name) => {
        tokens.clear(store.read().room)
        store.patch({ isElsewhere: false })
        await visit?.door.enter(name)
      },
    },
    findTrack: (participantId, source) =>
      tracks.find(participantId === store.read().self?.id ? LOCAL_OWNER : participantId, source),
    findLocalTrack: (source) => tracks.find(LOCAL_OWNER, source),
    watchMicrophoneLevel: (listener) => local.microphone.watchLevel(listener),
    readTrackStats: async (participantId, source) =>
      (await visit?.readStats(participantId, source).catch(() => null)) ?? null,
  }
}

function createActions(
  visit: () => RoomSession | null,
  store: SessionStore,
  local: LocalMediaControl,
  openRoom: MeetingActions['openRoom'],
): Omit<MeetingActions, 'startPreview' | 'joinAsAnother'> {
  return {
    openRoom,
    join: async (name, password) => await visit()?.door.enter(name, password),
    claim: async (name) => await visit()?.door.claim.ask(name),
    addKeys: (keys) => visit()?.door.addKeys(keys),
    stopWaiting: async () => await visit()?.door.stopWaiting(),
    ask: (name, params) => askAsHost(visit()?.connection, store, name, params),
    leave: async () => await visit()?.leave(),
    rename: async (name) => (await visit()?.rename(name)) ?? false,
    setHand: async (raised) => await visit()?.setHand(raised),
    setMicrophone: (on) => local.microphone.set(on),
    setCamera: (on) => local.camera.set(on),
    flipCamera: () => local.camera.flip(),
    selectDevice: (kind, deviceId) => local.select(kind, deviceId),
    setResolution: (resolution) => local.camera.setResolution(resolution),
    startScreenShare: () => local.screen.start(),
    stopScreenShare: () => local.screen.stop(),
    sendChat: (text, to) => visit()?.chat.send(text, to),
    retryChat: (clientId) => visit()?.chat.retry(clientId),
    discardChat: (clientId) => visit()?.chat.discard(clientId),
    setView: (view) => visit()?.view.set(view),
    look: (look) => visit()?.roster.look(look),
    findPeople: async (search) => await visit()?.roster.find(search),
    remember: (memory) => visit()?.memory.set(memory),
    moderate: async (name, params) =>
      (await visit()?.moderation.request(name, params)) ?? { ok: false, failure: UNREACHABLE },
    dismissAsk: (source) => visit()?.moderation.dismissAsk(source),
  }
}
