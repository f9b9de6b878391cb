import type { RequestName, RequestParams, RequestReply } from '../../../protocol/index.ts'
import type { Failure } from './state.ts'

/** Something that a host says to people who wait. */
export interface LobbyMessage {
  /** Counts from 1, in the order in which they came. */
  number: number
  text: string
  by: string
}

/**
 * What a page that is not let in yet waits for. `waiting`: a host decides, or has to come first. `entering`: it was
 * let in and takes its seat. `refused`: it was not let in.
 */
export type Wait =
  | {
      kind: 'waiting'
      /** Under which name. */
      name: string
      /** `host`: nobody who could decide is in the room. */
      for: 'decision' | 'host'
      messages: readonly LobbyMessage[]
    }
  | { kind: 'entering'; name: string }
  | {
      kind: 'refused'
      name: string
      failure: Failure
      /** What the host says to that; null when nothing. */
      reason: string | null
    }

/** The way into the room, as far as more than a name belongs to it. */
export interface DoorState {
  /** This browser keeps what says that the room is its own. */
  isMine: boolean
  /** The room is being made the own one: wished for, under way, or why it did not work. */
  claim: 'none' | 'wished' | 'asking' | Failure
  /** What the page waits for; null when for nothing. */
  wait: Wait | null
}

/** Who waits, as those are told who decide; the first of them, and how many in all. */
export type Lobby = RequestReply<'lobby:list'>

/** What hosts ask of the server about the way into their room. */
export type DoorRequest = Extract<
  RequestName,
  | 'lobby:admit'
  | 'lobby:deny'
  | 'lobby:message'
  | 'rules:set'
  | 'password:set'
  | 'invitation:create'
  | 'invitation:list'
  | 'invitation:revoke'
  | 'owner:link'
>

/** What came of a request: the answer, or why there is none. */
export type Outcome<N extends RequestName> = { reply: RequestReply<N> } | { failure: Failure }

/** All that the interface can ask about the way in. None throws. */
export interface DoorActions {
  /** Makes the room the own one, under this name. The outcome shows in `door.claim`. */
  claim(name: string): Promise<void>
  /** Keeps keys that the page around this one brought, for this tab. Nothing happens before a room is open. */
  addKeys(keys: { password?: string; token?: string }): void
  /** Waits no longer, or takes note of a refusal; phase becomes `prejoin`. */
  stopWaiting(): Promise<void>
  /** Asks the server as a host. */
  ask<N extends DoorRequest>(name: N, params: RequestParams<N>): Promise<Outcome<N>>
}
