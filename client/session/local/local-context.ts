import type { CaptureFault } from '../../../protocol/index.ts'
import { isConnectionTrouble } from '../../connection/request-errors.ts'
import type { Capture } from '../../media/capture/capture.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import type { EverySecond } from '../../media/capture/track-watch.ts'
import type { MediaProblem } from '../../media/media-types.ts'
import type { PreferenceStore } from '../../media/capture/preferences.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import type { TrackRegistry } from '../../media/track-registry.ts'
import type { LocalMedia, TrackSource } from '../state/state.ts'

/** What microphone, camera and screen have in common to work with. */
export interface LocalContext {
  readonly capture: Capture
  readonly preferences: PreferenceStore
  readonly tracks: TrackRegistry
  read(): LocalMedia
  patch(part: Partial<LocalMedia>): void
  /** Where to send; null before the join, and between two media sessions. */
  publisher(): Publisher | null
  /** Whether a seat is held, whatever its connection does. */
  inMeeting(): boolean
  /** Whether the room lets this person send a source. */
  maySend(source: TrackSource): boolean
  /** What the browser remembers about a permission; undefined where it does not tell. */
  readPermission(name: 'camera' | 'microphone'): Promise<PermissionState | undefined>
  readonly everySecond: EverySecond
  /** Permission may have brought labels. */
  refreshDevices(): void
}

/** Why a device did not open. */
export function problemOf(error: unknown): MediaProblem {
  return error instanceof CaptureError ? error.problem : 'unknown'
}

/** Whether a problem is one of a device that is open and brings nothing. */
export function isFault(problem: MediaProblem | null): boolean {
  return problem === 'muted' || problem === 'no-frames'
}

/** How a device went away, and what became of it. */
export interface Loss {
  /** The track that ended. */
  former: MediaStreamTrack
  /** What took its place; null when nothing did. */
  now: MediaStreamTrack | null
  /** Why nothing did, as the browser says; null when nothing was tried. */
  problem: MediaProblem | null
  /** Why nothing comes of what took its place; null when something does. */
  fault: CaptureFault | null
}

/** What to tell of a device that ended by itself; null when it is back as it was. */
export async function problemOfLoss(
  kind: 'camera' | 'microphone',
  { former, now, problem, fault }: Loss,
  context: Pick<LocalContext, 'readPermission'>,
): Promise<MediaProblem | null> {
  if (fault) return fault
  if (now) {
    const { deviceId } = former.getSettings()
    return deviceId !== undefined && now.getSettings().deviceId === deviceId ? null : 'replaced'
  }
  // "Not found" says only that there is no other one.
  if (problem !== null && problem !== 'not-found') return problem
  return (await context.readPermission(kind)) === 'denied' ? 'permission-denied' : 'disconnected'
}

/**
 * Runs something that publishes. When it fails because the connection or the
 * transport went away that is no failure: all that is captured is published anew
 * with the next one.
 *
 * @returns false when the server or the browser refused
 */
export async function published(publisher: Publisher, action: () => Promise<void>): Promise<boolean> {
  try {
    await action()
    return true
  } catch (error) {
    return publisher.closed || isConnectionTrouble(error)
  }
}
