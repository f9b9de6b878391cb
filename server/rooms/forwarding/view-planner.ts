import type { Source, Tile, View } from '../../../protocol/index.ts'
import type { TrackFormat } from '../ports/media-publisher.ts'
import type { PlannedConsumer } from '../ports/media-subscriber.ts'

/** A producer of the room, as the planner sees it. */
export interface PublishedTrack extends TrackFormat {
  producerId: string
  participantId: string
  source: Source
  /** Captured size in pixels, where the publisher told it. */
  captureSize?: { width: number; height: number } | undefined
}

/** What the server can afford for each viewer now. */
export interface ViewLimits {
  /** Most cameras that one viewer receives; shared screens come on top. */
  maxTiles: number
  /** Most shared screens; `SCREENS_MAX` when absent. */
  maxScreens?: number
  /** Highest spatial layer of a camera; unlimited when absent. */
  maxSpatialLayer?: number
  /** Half of the frames of every camera are enough. */
  halfRate?: boolean
}

/** All that a plan follows from. */
export interface PlanInput {
  viewerId: string
  /** Null until the viewer said what it shows: then it sees nothing yet. */
  view: View | null
  /** All tracks of the room, by id and by owner. */
  tracks: TrackLookup
  /** Sound that the room forwards: producer ids, and whether each is paused. */
  audio: ReadonlyMap<string, { paused: boolean }>
  /** Whom hosts show to everybody, in their order. */
  spotlight: readonly string[]
  /** Who speaks or spoke last, the most important first. */
  speakers: readonly string[]
  limits: ViewLimits
  /** MIME types that the viewer can decode. */
  codecs: ReadonlySet<string>
}

interface TrackLookup {
  find(participantId: string, source: Source): PublishedTrack | undefined
  get(producerId: string): PublishedTrack | undefined
  readonly all: Iterable<PublishedTrack>
}

const AUDIO_PRIORITY = 255
const SCREEN_PRIORITY = 200
const DEFAULT_CAPTURE = { width: 1280, height: 720 }
/** Shared screens that one viewer receives at once. */
export const SCREENS_MAX = 4
// In a picture this small nobody misses every second frame, in device pixels.
const THUMBNAIL_HEIGHT = 120
// A layer that has two thirds of the tile's pixels along an edge still looks
// sharp; the next one costs four times the bits.
const ENOUGH = 2 / 3

/**
 * Says what one viewer should receive: the sound that the room forwards, and
 * video for the tiles that it shows. Pure, and independent of the order of its
 * input. The work depends on what is shown, not on the size of the room.
 */
export function planView(input: PlanInput): Map<string, PlannedConsumer> {
  const { view, tracks, spotlight, speakers, limits } = input
  if (view?.everything) return planEverything(input)
  const plan = planForwardedAudio(input)
  if (!view) return plan
  const left = { camera: limits.maxTiles, screen: limits.maxScreens ?? SCREENS_MAX }
  for (const tile of byImportance(view, [...spotlight, ...speakers])) {
    const track = tracks.find(tile.participantId, tile.source)
    if (!track || !isReceivable(input, track) || plan.has(track.producerId)) continue
    if (left[tile.source] <= 0) continue
    left[tile.source] -= 1
    plan.set(track.producerId, planVideo(track, tile, limits))
  }
  return plan
}

/** What a viewer shows or should hear, and cannot decode. */
export function findUndecodable(
  input: Pick<PlanInput, 'viewerId' | 'view' | 'tracks' | 'audio' | 'codecs'>,
): PublishedTrack[] {
  const { viewerId, view, tracks, audio, codecs } = input
  const shown = (view?.tiles ?? []).map(({ participantId, source }) => tracks.find(participantId, source))
  const heard = [...audio.keys()].map((producerId) => tracks.get(producerId))
  const wanted = [...new Set([...shown, ...heard])].filter((track) => track !== undefined)
  return wanted.filter(({ participantId, codec }) => participantId !== viewerId && !codecs.has(codec))
}

/** Nobody receives their own tracks, nor what they cannot decode. */
function isReceivable({ viewerId, codecs }: PlanInput, track: PublishedTrack): boolean {
  return track.participantId !== viewerId && codecs.has(track.codec)
}

function planForwardedAudio(input: PlanInput): Map<string, PlannedConsumer> {
  const plan = new Map<string, PlannedConsumer>()
  for (const [producerId, { paused }] of input.audio) {
    const track = input.tracks.get(producerId)
    if (track && isReceivable(input, track)) plan.set(producerId, planAudio(track, paused))
  }
  return plan
}

/** Every track at its best, for comparing with servers that forward everything. */
function planEverything(input: PlanInput): Map<string, PlannedConsumer> {
  const plan = new Map<string, PlannedConsumer>()
  for (const track of input.tracks.all) {
    if (!isReceivable(input, track)) continue
    const { source, layers } = track
    if (source === 'microphone' || source === 'screen-audio')
      plan.set(track.producerId, planAudio(track, false))
    else
      plan.set(track.producerId, {
        ...base(track),
        priority: 1,
        spatialLayer: layers.spatial - 1,
        paused: false,
      })
  }
  return plan
}

/** Screens first, then people; pinned ones first, then those who matter to all, then by size; ids settle ties. */
function byImportance(view: View, prominent: readonly string[]): Tile[] {
  const pinned = new Set(view.pins)
  const rank = ({ source, participantId }: Tile): number => {
    const isPinned = pinned.has(participantId)
    if (source === 'screen') return isPinned ? 0 : 1
    if (isPinned) return 2
    const place = prominent.indexOf(participantId)
    return place >= 0 ? 3 + place : 3 + prominent.length
  }
  return [...view.tiles].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      b.width * b.height - a.width * a.height ||
      b.height - a.height ||
      (a.participantId < b.participantId ? -1 : a.participantId > b.participantId ? 1 : 0),
  )
}

function base({ producerId, participantId, source }: PublishedTrack) {
  return { producerId, participantId, source }
}

function planAudio(track: PublishedTrack, paused: boolean): PlannedConsumer {
  return { ...base(track), priority: AUDIO_PRIORITY, paused }
}

function planVideo(track: PublishedTrack, tile: Tile, limits: ViewLimits): PlannedConsumer {
  const priority = track.source === 'screen' ? SCREEN_PRIORITY : cameraPriority(tile)
  // The frame that a screen would lose may be the next page, and none follows while that stands.
  const isSlow = track.source === 'camera' && (limits.halfRate === true || tile.height <= THUMBNAIL_HEIGHT)
  const { layers } = track
  const planned: PlannedConsumer = {
    ...base(track),
    priority,
    paused: false,
    // Without its uppermost temporal layer half of the frames are left.
    ...(isSlow && layers.temporal > 1 ? { temporalLayer: layers.temporal - 2 } : {}),
  }
  if (layers.spatial <= 1) return planned
  const ceiling = track.source === 'camera' ? (limits.maxSpatialLayer ?? layers.spatial) : layers.spatial
  return { ...planned, spatialLayer: Math.min(chooseLayer(track, tile), ceiling) }
}

/** 1 to 150, growing with the tile's height, so that thumbnails starve first. */
function cameraPriority(tile: Tile): number {
  return Math.max(1, Math.min(150, Math.round(tile.height / 8)))
}

/**
 * The smallest layer that still looks sharp in the tile. Layers halve both edges
 * from one to the next, the top one is as captured.
 */
export function chooseLayer(
  track: Pick<PublishedTrack, 'layers' | 'captureSize'>,
  tile: { width: number; height: number },
): number {
  const capture = track.captureSize ?? DEFAULT_CAPTURE
  // The picture is fitted into the tile, so the tighter edge decides.
  const scale = Math.min(tile.width / capture.width, tile.height / capture.height)
  const top = track.layers.spatial - 1
  for (let layer = 0; layer < top; layer += 1) {
    if (1 / 2 ** (top - layer) >= scale * ENOUGH) return layer
  }
  return top
}
