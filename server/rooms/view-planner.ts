import type { Source, Tile, View } from '../../protocol/index.ts'

/** A producer of the room, as the planner sees it. */
export interface PublishedTrack {
  producerId: string
  participantId: string
  source: Source
  /** Simulcast layers that it can send; 1 for audio and single streams. */
  layers: number
  /** Captured size in pixels, where the publisher told it. */
  captureSize?: { width: number; height: number } | undefined
}

export interface ViewLimits {
  /** Most video tiles that one viewer receives. */
  maxTiles: number
}

/** One thing that a viewer should receive. */
export interface PlannedConsumer {
  producerId: string
  participantId: string
  source: Source
  /** Wanted spatial layer, for simulcast only. */
  spatialLayer?: number
  /** 1 to 255; what matters less starves first. */
  priority: number
}

export interface PlanInput {
  viewerId: string
  /** Null until the viewer said what it shows: then it hears and sees nothing yet. */
  view: View | null
  tracks: readonly PublishedTrack[]
  limits: ViewLimits
}

const AUDIO_PRIORITY = 255
const SCREEN_PRIORITY = 200
const DEFAULT_CAPTURE = { width: 1280, height: 720 }
// A layer that has two thirds of the tile's pixels along an edge still looks
// sharp; the next one costs four times the bits.
const ENOUGH = 2 / 3

/**
 * Says what one viewer should receive: all sound, and video for the tiles that
 * it shows. Pure, and independent of the order of its input.
 */
export function planView({ viewerId, view, tracks, limits }: PlanInput): Map<string, PlannedConsumer> {
  const plan = new Map<string, PlannedConsumer>()
  const others = tracks.filter((track) => track.participantId !== viewerId)
  for (const track of others) {
    if (track.source === 'microphone' || track.source === 'screen-audio') {
      plan.set(track.producerId, {
        producerId: track.producerId,
        participantId: track.participantId,
        source: track.source,
        priority: AUDIO_PRIORITY,
      })
    }
  }
  if (!view) return plan
  const videos = new Map(others.map((track) => [`${track.participantId}:${track.source}`, track]))
  let tiles = 0
  for (const tile of byImportance(view)) {
    const track = videos.get(`${tile.participantId}:${tile.source}`)
    if (!track || plan.has(track.producerId)) continue
    if (tiles >= limits.maxTiles) break
    tiles += 1
    plan.set(track.producerId, planVideo(track, tile))
  }
  return plan
}

/** Screens first, then pinned people, then by size; ids settle ties. */
function byImportance(view: View): Tile[] {
  const pinned = new Set(view.pins)
  const rank = (tile: Tile): number => (tile.source === 'screen' ? 0 : pinned.has(tile.participantId) ? 1 : 2)
  return [...view.tiles].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      b.width * b.height - a.width * a.height ||
      (a.participantId < b.participantId ? -1 : a.participantId > b.participantId ? 1 : 0),
  )
}

function planVideo(track: PublishedTrack, tile: Tile): PlannedConsumer {
  const base = { producerId: track.producerId, participantId: track.participantId, source: track.source }
  const priority = track.source === 'screen' ? SCREEN_PRIORITY : cameraPriority(tile)
  if (track.layers <= 1) return { ...base, priority }
  return { ...base, priority, spatialLayer: chooseLayer(track, tile) }
}

/** 1 to 150, growing with the tile's height, so that thumbnails starve first. */
function cameraPriority(tile: Tile): number {
  return Math.max(1, Math.min(150, Math.round(tile.height / 8)))
}

/**
 * The smallest layer that still looks sharp in the tile. Layers halve both edges
 * from one to the next, the top one is as captured.
 */
export function chooseLayer(track: PublishedTrack, tile: { width: number; height: number }): number {
  const capture = track.captureSize ?? DEFAULT_CAPTURE
  // The picture is fitted into the tile, so the tighter edge decides.
  const scale = Math.min(tile.width / capture.width, tile.height / capture.height)
  const top = track.layers - 1
  for (let layer = 0; layer < top; layer += 1) {
    if (1 / 2 ** (top - layer) >= scale * ENOUGH) return layer
  }
  return top
}
