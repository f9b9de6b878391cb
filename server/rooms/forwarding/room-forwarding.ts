import { ProtocolError, type Source, type View } from '../../../protocol/index.ts'
import type { AudioSettings } from './audio-selection.ts'
import { levelAt, NO_LOAD, type LoadLevels } from '../../load/load-levels.ts'
import { limitsAt } from './load-limits.ts'
import type { AudioLevel } from '../ports/media.ts'
import type { PlannedConsumer } from '../ports/media-subscriber.ts'
import { ForwardedAudio } from './forwarded-audio.ts'
import { TrackIndex } from './track-index.ts'
import { Dynacast } from './dynacast.ts'
import { findUndecodable, planView, type PublishedTrack, type ViewLimits } from './view-planner.ts'
import { ViewScheduler, type Reconcilable } from './view-scheduler.ts'

/** One who receives: its reconciler, and what it shows and holds. */
export interface Viewer extends Reconcilable {
  readonly participantId: string
  /** Id of the media worker that sends to it. */
  readonly worker: string
  /** MIME types that it can decode, in lower case. */
  readonly codecs: ReadonlySet<string>
  /** The line to it takes little more than sound. */
  readonly isDownlinkLimited: boolean
  shows(participantId: string, source: Source): boolean
  holds(producerId: string): boolean
  /** Tiles in the view. */
  readonly shownTiles: number
}

/** What the operator decides about forwarding. */
export interface ForwardingSettings {
  audio: AudioSettings
  view: ViewLimits
  /** `everyone` forwards all to all who ask for it, and saves nothing. */
  policy: 'attention' | 'everyone'
}

/** What the forwarding of a room works with. */
export interface RoomForwardingOptions {
  settings: ForwardingSettings
  /** Ids of those whom hosts show to everybody, in their order. */
  spotlight: () => readonly string[]
  /** Tells the owner of a producer how many of its layers somebody wants. */
  uplinkWanted: (track: PublishedTrack, layers: number) => void
}

// As many as are worth a tile when few can be sent.
const LAST_SPEAKERS = 4

/**
 * Who receives what in one room: the tracks that there are, the audio that is
 * forwarded, and the viewers to bring in line when either changes.
 */
export class RoomForwarding {
  readonly #options: RoomForwardingOptions
  readonly #tracks = new TrackIndex()
  readonly #viewers = new Set<Viewer>()
  readonly #audio: ForwardedAudio
  readonly #dynacast: Dynacast
  readonly #scheduler = new ViewScheduler<Viewer>({
    isBusy: ({ worker }) => levelAt(this.#load, worker) > 0,
  })
  #speakers: readonly string[] = []
  #load: LoadLevels = NO_LOAD

  constructor(options: RoomForwardingOptions) {
    this.#options = options
    this.#audio = new ForwardedAudio(options.settings.audio, () => this.#request(() => true))
    this.#dynacast = new Dynacast({
      changed: (producerId, layers) => {
        const track = this.#tracks.get(producerId)
        if (track) options.uplinkWanted(track, layers)
      },
    })
  }

  /** @throws {ProtocolError} `policy_refused` for a view that the operator does not allow */
  checkView(view: View): void {
    if (view.everything && this.#options.settings.policy !== 'everyone') {
      throw new ProtocolError('policy_refused')
    }
  }

  plan(
    viewer: Pick<Viewer, 'participantId' | 'worker' | 'codecs' | 'isDownlinkLimited'>,
    view: View | null,
  ): Map<string, PlannedConsumer> {
    return planView({
      viewerId: viewer.participantId,
      view,
      tracks: this.#tracks,
      audio: this.#audio.audible,
      spotlight: this.#options.spotlight(),
      speakers: this.#speakers,
      limits: this.#limitsOf(viewer),
      codecs: viewer.codecs,
    })
  }

  /** What a viewer shows or should hear, and cannot decode. */
  undecodable(
    { participantId, codecs }: Pick<Viewer, 'participantId' | 'codecs'>,
    view: View | null,
  ): PublishedTrack[] {
    // In almost every room everybody decodes everything, and nothing has to be looked for.
    if (!this.#tracks.needsMoreThan(codecs)) return []
    const audio = this.#audio.audible
    return findUndecodable({ viewerId: participantId, view, tracks: this.#tracks, audio, codecs })
  }

  /** A plan of a viewer is in effect now. */
  planned(viewerId: string, plan: ReadonlyMap<string, PlannedConsumer>): void {
    if (this.#options.settings.policy === 'everyone') return
    const wishes = new Map<string, number>()
    for (const { producerId, source, spatialLayer } of plan.values()) {
      if (source === 'camera' || source === 'screen') wishes.set(producerId, spatialLayer ?? 0)
    }
    this.#dynacast.set(viewerId, wishes)
  }

  /** A viewer is sent this layer of a picture from now on; undefined when nothing of it. */
  received(viewerId: string, producerId: string, layer: number | undefined): void {
    if (this.#options.settings.policy === 'attention') this.#dynacast.receives(viewerId, producerId, layer)
  }

  /** Ids of those who publish a picture of this kind, or whose microphones are open; the oldest first. */
  *publishers(source: 'camera' | 'screen' | 'microphone'): Generator<string> {
    for (const { participantId, producerId } of this.#tracks.from(source)) {
      if (!this.#audio.isMuted(producerId)) yield participantId
    }
  }

  addViewer(viewer: Viewer): void {
    this.#viewers.add(viewer)
    this.#scheduler.request(viewer)
  }

  removeViewer(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    this.#scheduler.cancel(viewer)
  }

  /** What this viewer shows has changed. */
  viewChanged(viewer: Viewer): void {
    this.#scheduler.request(viewer)
  }

  addTrack(track: PublishedTrack, muted: boolean): void {
    this.#tracks.add(track)
    const { producerId, participantId, source } = track
    this.#audio.add(track, muted)
    if ((source === 'camera' || source === 'screen') && this.#options.settings.policy === 'attention') {
      this.#dynacast.add(producerId, track.layers.spatial)
    }
    // Sound too: whoever wants everything gets it whether it is selected or not.
    this.#request((viewer) => viewer.shows(participantId, source))
  }

  setMuted(producerId: string, muted: boolean): void {
    this.#audio.setMuted(producerId, muted)
  }

  removeTrack(producerId: string): void {
    this.#tracks.remove(producerId)
    this.#dynacast.remove(producerId)
    this.#audio.remove(producerId)
    this.#request((viewer) => viewer.holds(producerId))
  }

  /**
   * Takes who speaks now, loudest first.
   *
   * @param dominant - who holds the floor
   */
  spoken(speaking: readonly AudioLevel[], dominant: string | null): void {
    this.#audio.spoken(speaking)
    if (dominant === null || dominant === this.#speakers[0]) return
    this.#speakers = [dominant, ...this.#speakers.filter((id) => id !== dominant)].slice(0, LAST_SPEAKERS)
    this.importanceChanged()
  }

  /** Others matter most now. That counts only where not everything that is shown can be sent. */
  importanceChanged(): void {
    this.#request((viewer) => viewer.shownTiles > this.#limitsOf(viewer).maxTiles)
  }

  /** Saves more, or less, for those whom it concerns. */
  setLoad(levels: LoadLevels): void {
    const before = this.#load
    this.#load = levels
    this.#request(({ worker }) => levelAt(before, worker) !== levelAt(levels, worker))
  }

  /** Layers that the publisher was last asked to send of a picture; undefined where nobody counts them. */
  wantedLayers(producerId: string): number | undefined {
    return this.#dynacast.told(producerId)
  }

  /** A picture is captured in another size. */
  resizeTrack(producerId: string, captureSize: NonNullable<PublishedTrack['captureSize']>): void {
    const track = this.#tracks.get(producerId)
    if (!track) return
    this.#tracks.add({ ...track, captureSize })
    this.#request((viewer) => viewer.shows(track.participantId, track.source))
  }

  close(): void {
    this.#audio.close()
    this.#scheduler.close()
    this.#dynacast.close()
    this.#viewers.clear()
  }

  #limitsOf({ worker, isDownlinkLimited }: Pick<Viewer, 'worker' | 'isDownlinkLimited'>): ViewLimits {
    const limits = limitsAt(levelAt(this.#load, worker), this.#options.settings.view)
    return isDownlinkLimited ? { ...limits, maxSpatialLayer: 0, halfRate: true } : limits
  }

  #request(isConcerned: (viewer: Viewer) => boolean): void {
    for (const viewer of this.#viewers) if (isConcerned(viewer)) this.#scheduler.request(viewer)
  }
}
