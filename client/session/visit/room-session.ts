import type { SeatMemory, Source, View } from '../../../protocol/index.ts'
import { splitNameMark } from '../../../protocol/display-name.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { watchNetwork } from '../../connection/network-watch.ts'
import type { Engine } from '../../media/session/engine.ts'
import type { TrackStats } from '../../media/media-types.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import { Door } from '../door/door.ts'
import { ActivityTracker } from '../roster/activity-tracker.ts'
import { ChatClient } from '../chat/chat-client.ts'
import { readRoomState } from '../moderation/room-state.ts'
import { SeatModeration } from '../moderation/seat-moderation.ts'
import { EMPTY_ROOM } from '../state/initial-state.ts'
import type { LatestSender } from '../report/latest-sender.ts'
import { createMemorySender } from '../report/memory-sender.ts'
import { Prejoin } from '../prejoin/prejoin.ts'
import { rosterOfJoin } from '../roster/roster.ts'
import { JoinLoop } from '../seat/join-loop.ts'
import type { JoinReply } from '../state/join-reply.ts'
import { SeatMedia } from '../media/seat-media.ts'
import type { Failure } from '../state/state.ts'
import { ViewSender } from '../report/view-sender.ts'
import { ConnectionView } from './connection-view.ts'
import { renameSelf, setOwnHand } from './own-participant.ts'
import { RosterClient } from './roster-client.ts'
import type { RoomSessionOptions } from './room-session-options.ts'
import { followUplinkNews } from './uplink-news.ts'
import { followServerNews, forgetServerNews } from './server-news.ts'

/** One visit to one room, from the opened page to the goodbye. */
export class RoomSession {
  readonly room: string
  readonly connection: SignalingConnection
  readonly chat: ChatClient
  readonly view: ViewSender
  readonly memory: LatestSender<SeatMemory>
  readonly roster: RosterClient
  readonly moderation: SeatModeration
  readonly door: Door
  readonly #options: RoomSessionOptions
  readonly #prejoin: Prejoin
  readonly #seat: JoinLoop
  readonly #media: SeatMedia
  readonly #activity: ActivityTracker
  readonly #connectionView: ConnectionView
  /** Whether this page has held the seat: from then on it knows better than the server. */
  #wasSeated = false
  readonly #reports: readonly { seated: () => void; unseated: () => void }[]
  #endNetworkWatch: () => void = () => undefined
  #over = false

  constructor(options: RoomSessionOptions) {
    this.#options = options
    const { room, connection, tokens, store, tracks, frameTransform } = options
    this.room = room
    this.connection = connection
    this.chat = new ChatClient((chat) => store.patch({ chat }))
    this.view = new ViewSender((view: View) => connection.request('view:set', view))
    this.memory = createMemorySender(connection)
    this.roster = new RosterClient(connection, store)
    this.#reports = [this.view, this.memory, this.roster]
    this.#activity = new ActivityTracker(
      () => store.read(),
      (part) => store.patch(part),
    )
    this.#prejoin = new Prejoin({ ...options, ready: () => this.#connectionView.publish() })
    this.#seat = new JoinLoop({
      connection,
      tokens,
      room,
      loadEngine: (welcome) => this.#prejoin.loadEngine(welcome),
      kept: () => this.#media.kept(),
      credentials: () => this.door.collect(),
      events: {
        seated: (reply, engine) => this.#seated(reply, engine),
        unseated: () => this.#unseated(),
        shutOut: (failure, name) => this.#shutOut(failure, name),
        ended: (failure) => this.#end('ended', failure),
      },
    })
    this.door = new Door({
      ...options,
      takeSeat: (name) => this.#seat.join(name),
      isOver: () => this.#over,
    })
    this.#connectionView = new ConnectionView({
      store,
      read: () => ({
        phase: store.read().phase,
        status: connection.status.name,
        isReady: this.#prejoin.isReady,
        isSeated: this.#seat.isSeated,
        path: this.#media.path,
      }),
    })
    this.#media = new SeatMedia({
      connection,
      store,
      tracks,
      chat: this.chat,
      activity: this.#activity,
      frameTransform,
      isSeated: () => this.#seat.isSeated,
      pathChanged: () => this.#pathChanged(),
      broken: () => this.#seat.repair(),
    })
    this.moderation = new SeatModeration({
      ...options,
      isSeated: () => this.#seat.isSeated,
      renamed: (name) => (this.#seat.name = splitNameMark(name).name),
    })
    this.#listen()
  }

  /** True after the goodbye, or after the server ended the seat. */
  get isOver(): boolean {
    return this.#over
  }

  /** Where captured tracks go, while there is a media session. */
  get publisher(): Publisher | null {
    return this.#media.publisher
  }

  /** Loads the engine and asks who is inside. Resolves when the outcome is known. */
  async open(): Promise<void> {
    await this.#prejoin.open()
  }

  /** Gives the seat up and ends all of it. */
  async leave(): Promise<void> {
    if (this.#over) return
    const goodbyes = [this.#seat.leave(), this.door.close()]
    this.#end('left', null)
    await Promise.all(goodbyes)
    this.connection.close()
  }

  /** Changes the own name, also for a later join; false when the server refused. */
  async rename(typed: string): Promise<boolean> {
    const name = await renameSelf(this.connection, this.#options.store, typed)
    if (name === undefined) return false
    this.#seat.name = name
    return true
  }

  /** Raises or lowers the own hand. */
  async setHand(raised: boolean): Promise<void> {
    await setOwnHand(this.connection, this.#options.store, raised)
  }

  /** Reads numbers of a track, own or received; null when there is none. */
  readStats(participantId: string, source: Source): Promise<TrackStats | null> {
    return this.#media.readStats(participantId, source, participantId === this.#options.store.read().self?.id)
  }

  #listen(): void {
    const { connection, store, local } = this.#options
    connection.watchStatus(() => this.#statusChanged())
    this.#endNetworkWatch = watchNetwork(() => void this.#media.networkChanged())
    connection.on('consumers:changed', (batch) => {
      if (this.#seat.isSeated) this.#media.apply(batch)
    })
    followUplinkNews(connection, { store, publisher: () => this.#media.publisher, local })
    followServerNews(connection, store)
  }

  #statusChanged(): void {
    if (this.#over) return
    const { store, connection } = this.#options
    if (store.read().phase === 'prejoin') this.#prejoin.statusChanged()
    const { status } = connection
    store.patch({ refusal: (status.name === 'connecting' && status.refusal) || null })
    if (status.name !== 'connected') forgetServerNews(store)
    this.#connectionView.publish()
  }

  #seated(reply: JoinReply, engine: Engine): void {
    const { store, local } = this.#options
    this.#prejoin.close()
    const { self } = store.read()
    if (self && self.id !== reply.self.id) this.chat.startOver()
    const isComingBack = reply.resumed && !this.#wasSeated
    this.#wasSeated = true
    store.patch({
      phase: 'meeting',
      failure: null,
      preview: null,
      ...(isComingBack ? { memory: reply.memory } : {}),
      ...readRoomState(reply.state, Date.now()),
      ...rosterOfJoin(reply, store.read()),
    })
    this.moderation.seated(reply)
    this.door.seated(reply)
    const publisher = this.#media.attach(reply, engine)
    // Whatever this device or another tab remembers: nobody is unmuted by a reload or a crash.
    if (isComingBack && reply.microphoneMuted) void local.microphone.set(false)
    local.attach(publisher)
    for (const report of this.#reports) report.seated()
    // Media that went on without signaling has no path to wait for.
    if (this.#media.path === 'open') this.#seat.settled()
    this.#connectionView.publish()
  }

  #unseated(): void {
    for (const report of this.#reports) report.unseated()
    // What concerns the media is said again once there is new media.
    this.#options.store.patch({ downlinkLimited: false, undecodable: [] })
    this.#connectionView.publish()
  }

  /** Nothing of the meeting is left but what this device captures, as before the first join. */
  #shutOut(failure: Failure, name: string): void {
    const { store, local } = this.#options
    this.#media.release()
    this.chat.startOver()
    store.patch(EMPTY_ROOM)
    void local.screen.stop()
    this.#prejoin.reopen()
    void this.door.shutOut(failure, name)
    this.#connectionView.publish()
  }

  #pathChanged(): void {
    if (this.#media.path === 'open') this.#seat.settled()
    this.#connectionView.publish()
  }

  #end(phase: 'left' | 'ended', failure: Failure | null): void {
    if (this.#over) return
    this.#over = true
    this.#endNetworkWatch()
    this.#connectionView.close()
    this.moderation.close()
    const { store, connection, local } = this.#options
    this.#prejoin.close()
    this.#seat.close()
    void this.door.close()
    for (const report of this.#reports) report.unseated()
    this.#media.close()
    this.chat.close()
    this.#activity.silence()
    store.patch({ phase, failure, ...EMPTY_ROOM })
    void local.stop()
    // Leaving says goodbye first and closes then.
    if (phase === 'ended') connection.close()
  }
}
