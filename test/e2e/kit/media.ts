import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { SoundReading, TileReading } from './readings.ts'
import type { Viewer } from './viewer.ts'

/** Frames that must come before a picture counts as moving. */
const MOVING_FRAMES = 3
/** Speech of a second or two leaves far more energy than this, comfort noise far less. */
const AUDIBLE_ENERGY = 1e-4

/**
 * Waits until a tile plays moving pictures that were received and decoded: in the
 * statistics of the receiver and in the video element.
 *
 * @returns the tile as last seen
 */
export async function seesMoving(
  viewer: Viewer,
  label: string,
  options?: { timeoutMs?: number },
): Promise<TileReading> {
  let first: TileReading | undefined
  return waitFor(
    `${viewer.name} sees ${label} move`,
    async () => {
      const tile = await viewer.tileReading(label)
      if (!tile) return 'there is no such tile'
      if (!tile.inbound) return 'no stream arrives for it'
      if (!tile.video) return 'it shows no video element'
      // A new stream starts to count anew.
      if (!first?.inbound || !first.video || tile.inbound.framesDecoded < first.inbound.framesDecoded) {
        first = tile
      }
      return whyStill(first, tile) ?? tile
    },
    options,
  )
}

function whyStill(before: TileReading, now: TileReading): string | undefined {
  const decoded = (now.inbound?.framesDecoded ?? 0) - (before.inbound?.framesDecoded ?? 0)
  const shown = (now.video?.frames ?? 0) - (before.video?.frames ?? 0)
  if (decoded < MOVING_FRAMES) return `only ${decoded} new frames were decoded`
  if (!now.video || now.video.width < 2) return 'the video element has no size'
  if (now.video.paused) return 'the video element is paused'
  if (shown < MOVING_FRAMES) return `only ${shown} new frames were shown`
  if (now.video.time <= (before.video?.time ?? 0)) return 'the time of the video element stands'
  return undefined
}

/** Waits until everybody sees everybody else move. */
export async function allSeeAll(people: readonly Viewer[]): Promise<void> {
  for (const viewer of people) {
    for (const { name } of people) {
      if (name !== viewer.name) await seesMoving(viewer, name)
    }
  }
}

/** Waits until the own tile shows the own picture. */
export async function seesOneself(person: Viewer): Promise<TileReading> {
  let first: TileReading | undefined
  return waitFor(`${person.name} sees the own picture`, async () => {
    const tile = await person.tileReading(person.name)
    if (!tile?.video) return 'the own tile shows no video element'
    first ??= tile
    const shown = tile.video.frames - (first.video?.frames ?? 0)
    return shown >= MOVING_FRAMES ? tile : `only ${shown} new frames were shown`
  })
}

/** Waits until no frame of a tile arrives any more. */
export async function seesNoFrames(viewer: Viewer, label: string): Promise<void> {
  const WINDOW_MS = 700
  let since = Date.now()
  let before: number | undefined
  await waitFor(`no frame of ${label} reaches ${viewer.name} any more`, async () => {
    const frames = (await viewer.tileReading(label))?.inbound?.framesDecoded
    if (frames === undefined) return true
    if (frames !== before) {
      before = frames
      since = Date.now()
      return `${frames} frames and counting`
    }
    return Date.now() - since >= WINDOW_MS ? true : 'the last frame is too recent'
  })
}

/** Waits until a sound arrives that is not silence, and an element plays it. */
export async function hearsSomebody(listener: Viewer): Promise<SoundReading> {
  const first = new Map<string, SoundReading>()
  return waitFor(`${listener.name} hears somebody`, async () => {
    const { sounds } = await listener.read()
    const reasons: string[] = []
    for (const sound of sounds) {
      const before = first.get(sound.track)
      if (!before) first.set(sound.track, sound)
      const reason = before ? whySilent(before, sound) : 'has just begun'
      if (!reason) return sound
      reasons.push(reason)
    }
    return reasons.join('; ') || 'no sound is received'
  })
}

/** Why a sound is not heard; undefined when it is. */
function whySilent(before: SoundReading, now: SoundReading): string | undefined {
  const energy = now.energy - before.energy
  if (energy < AUDIBLE_ENERGY) return `energy ${energy.toExponential(1)}`
  const { player } = now
  if (!player) return 'no element plays it'
  if (player.paused || player.muted || player.volume === 0) return `player: ${JSON.stringify(player)}`
  if (player.time <= (before.player?.time ?? 0)) return 'the time of its element stands'
  return undefined
}

/** Energy that all received sounds have gained since an earlier look. */
export async function soundEnergy(listener: Viewer): Promise<number> {
  const { sounds } = await listener.read()
  return sounds.reduce((sum, { energy }) => sum + energy, 0)
}

/** Waits until nothing audible arrives. */
export async function hearsNothing(listener: Viewer): Promise<void> {
  const WINDOW_MS = 1000
  let before = await soundEnergy(listener)
  let since = Date.now()
  await waitFor(`${listener.name} hears nothing`, async () => {
    const energy = await soundEnergy(listener)
    if (energy - before > AUDIBLE_ENERGY || energy < before) {
      before = energy
      since = Date.now()
      return 'somebody is heard'
    }
    return Date.now() - since >= WINDOW_MS ? true : 'the silence is too recent'
  })
}
