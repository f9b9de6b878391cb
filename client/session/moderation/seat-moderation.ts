import {
  decides,
  type Moderated,
  type Participant,
  type RequestParams,
  type RequestReply,
  type Source,
} from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import type { JoinReply } from '../state/join-reply.ts'
import { toFailure } from '../state/failure.ts'
import type { ModerationRequest, Outcome } from '../state/moderation-actions.ts'
import { maySend } from '../state/permissions.ts'
import type { SessionStore } from '../state/session-store.ts'
import { readRoomState } from './room-state.ts'
import { TRACK_SOURCES, type ModerationState, type SessionState, type TrackSource } from '../state/state.ts'

/** The own media, as far as hosts can end it. */
interface ModeratedMedia {
  /** Turns a source off at once, as its owner would, but for what this browser remembers. */
  halt(source: TrackSource): Promise<void>
}

/** What the moderation of a seat works with. */
export interface SeatModerationOptions {
  connection: SignalingConnection
  store: SessionStore
  local: ModeratedMedia
  isSeated: () => boolean
  /** A host has given this person another name, as they would have typed it and with a mark. */
  renamed: (name: string) => void
}

/** Follows what hosts do to this seat: what they stop is off here too, and nothing ever goes on by itself. */
export class SeatModeration {
  readonly #options: SeatModerationOptions
  readonly #endWatch: () => void

  constructor(options: SeatModerationOptions) {
    this.#options = options
    const { connection, store, isSeated } = options
    connection.on('seat:moderated', (moderated) => {
      if (isSeated()) this.#apply(moderated)
    })
    connection.on('room:state', (state) => {
      if (isSeated()) store.patch(readRoomState(state, Date.now()))
    })
    this.#endWatch = store.subscribe((state) => this.#settle(state))
  }

  /** A seat was taken, and nothing is sent yet: what was stopped during a break, or on entering, stays off. */
  seated({ self, resumed }: Pick<JoinReply, 'self' | 'resumed'>): void {
    for (const { source, stoppedBy } of self.publications) {
      if (stoppedBy !== undefined) this.#stop(source, stoppedBy)
    }
    const { rules } = this.#options.store.read()
    if (!resumed && rules.startMuted && !decides(self.role)) void this.#options.local.halt('microphone')
  }

  /** Stops to follow. */
  close(): void {
    this.#endWatch()
  }

  /** Asks the server for something that hosts may do. A refusal is an outcome like another: nothing is thrown. */
  async request<N extends ModerationRequest>(
    name: N,
    params: RequestParams<N>,
  ): Promise<Outcome<RequestReply<N>>> {
    try {
      return { ok: true, reply: await this.#options.connection.request(name, params) }
    } catch (error) {
      return { ok: false, failure: toFailure(error) }
    }
  }

  /** Takes the question of a host off the screen. */
  dismissAsk(source: TrackSource): void {
    this.#patch(({ asked }) => ({ asked: asked.filter((one) => one.source !== source) }))
  }

  #apply(moderated: Moderated): void {
    const { by, what } = moderated
    const { renamed, store } = this.#options
    if (what.kind === 'stopped') this.#stop(what.source, by.name)
    else if (what.kind === 'asked') {
      if (!this.#ask(what.source, by.name)) return
    } else if (what.kind === 'renamed') {
      patchSelf(store, { name: what.name })
      renamed(what.name)
    } else if (what.kind === 'role') patchSelf(store, { role: what.role })
    else patchSelf(store, { handRaisedAt: null })
    this.#patch(() => ({ latest: moderated }))
  }

  #stop(source: Source, by: string): void {
    const own = trackOf(source)
    if (source === 'screen-audio' || !own) return
    void this.#options.local.halt(own)
    // From here on the server takes it for a wish of this person when it is sent again.
    void this.#options.connection.request('tracks:heed', { source: own }).catch(() => undefined)
    this.#patch(({ stoppedBy }) => ({ stoppedBy: { ...stoppedBy, [own]: by } }))
  }

  /** A question that has its answer already is none: false. */
  #ask(source: Source, by: string): boolean {
    const own = trackOf(source)
    const state = this.#options.store.read()
    if (!own || state.local[own].status !== 'off' || !maySend(state, own)) return false
    this.#patch(({ asked }) => ({
      asked: [...asked.filter((one) => one.source !== own), { source: own, by }],
    }))
    return true
  }

  /** What is on again was not stopped any more, and need not be asked for. */
  #settle(state: SessionState): void {
    const { stoppedBy, asked } = state.moderation
    const isOff = (source: TrackSource): boolean => state.local[source].status === 'off'
    const over = TRACK_SOURCES.filter((source) => stoppedBy[source] !== undefined && !isOff(source))
    const open = asked.filter(({ source }) => isOff(source) && maySend(state, source))
    if (over.length === 0 && open.length === asked.length) return
    const left = Object.entries(stoppedBy).filter(([source]) => isOff(source as TrackSource))
    this.#patch(() => ({ stoppedBy: Object.fromEntries(left), asked: open }))
  }

  #patch(change: (moderation: ModerationState) => Partial<ModerationState>): void {
    this.#options.store.patch(({ moderation }) => ({
      moderation: { ...moderation, ...change(moderation) },
    }))
  }
}

function trackOf(source: Source): TrackSource | undefined {
  return TRACK_SOURCES.find((own) => own === source)
}

function patchSelf(store: SessionStore, change: Partial<Participant>): void {
  store.patch(({ self }) => ({ self: self && { ...self, ...change } }))
}
