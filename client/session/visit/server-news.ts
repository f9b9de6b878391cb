import type { SignalingConnection } from '../../connection/connection.ts'
import { trackKey } from '../state/state.ts'
import type { SessionStore } from '../state/session-store.ts'

/** Keeps in the state what the server says of itself and of the line to this machine. */
export function followServerNews(connection: SignalingConnection, store: SessionStore): void {
  connection.on('server:draining', ({ seconds }) => store.patch({ stopsAt: Date.now() + seconds * 1_000 }))
  connection.on('server:load', ({ level }) => store.patch({ serverLoad: level }))
  connection.on('tracks:undecodable', ({ tracks }) =>
    store.patch({ undecodable: tracks.map(({ participantId, source }) => trackKey(participantId, source)) }),
  )
  connection.on('downlink:limited', ({ isLimited }) => store.patch({ downlinkLimited: isLimited }))
}

/** Forgets it: only a server that is there can be busy or stop, and it says so again if it still is. */
export function forgetServerNews(store: SessionStore): void {
  store.patch({ serverLoad: 0, stopsAt: null, downlinkLimited: false, undecodable: [] })
}
