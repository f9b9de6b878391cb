import { useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Source } from '../../protocol/index.ts'
import type { LevelListener, MeetingActions, TrackStats } from '../session/state/actions.ts'
import { createKeyPlaces } from '../session/door/credentials.ts'
import { tabKeys } from '../session/door/link-keys.ts'
import { createSession } from '../session/session.ts'
import type { SessionState } from '../session/state/state.ts'
import { linkSeatMemory } from './seat-memory.ts'

// One page is one visit to one room at a time, so one session serves it all.
const session = createSession({ keys: createKeyPlaces(tabKeys) })
const store = createStore<SessionState>(() => session.store.read())
session.store.subscribe((state) => store.setState(state, true))
linkSeatMemory({
  subscribe: (listener) => void session.store.subscribe(listener),
  remember: (memory) => session.actions.remember(memory),
})

/** All that the interface can ask of the session. */
export const actions: MeetingActions = session.actions

/**
 * Reads a part of the session state, and renders again when that part changes.
 * A selector that builds an object or array needs `useShallow` of zustand.
 */
export function useMeeting<T>(selector: (state: SessionState) => T): T {
  return useStore(store, selector)
}

/** Reads the state once, outside React. */
export function getMeeting(): SessionState {
  return store.getState()
}

/** Calls back with the state whenever it changes. Returns the end of this. */
export function watchMeeting(listener: (state: SessionState) => void): () => void {
  return store.subscribe(listener)
}

// React subscribes anew whenever this function is another one, so it is made once.
const subscribeTracks = (listener: () => void): (() => void) => session.tracks.subscribe(listener)

/**
 * The live track of a participant's source, or undefined. The own id leads to
 * the local camera or screen. Renders again when the track object changes.
 */
export function useTrack(participantId: string, source: Source): MediaStreamTrack | undefined {
  return useSyncExternalStore(subscribeTracks, () => session.findTrack(participantId, source))
}

/** The local track of a source, joined or not. */
export function useLocalTrack(source: Source): MediaStreamTrack | undefined {
  return useSyncExternalStore(subscribeTracks, () => session.findLocalTrack(source))
}

/**
 * Calls the listener about ten times a second with the level of the own
 * microphone, 0 to 1. Returns the end of the subscription.
 */
export function watchMicrophoneLevel(listener: LevelListener): () => void {
  return session.watchMicrophoneLevel(listener)
}

/** Reads current numbers of a track, own or received; null when there is none. */
export function readTrackStats(participantId: string, source: Source): Promise<TrackStats | null> {
  return session.readTrackStats(participantId, source)
}
