import { isConnectionTrouble } from '../../connection/request-errors.ts'
import type { Capture } from '../../media/capture/capture.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import type { MediaProblem } from '../../media/media-types.ts'
import type { PreferenceStore } from '../../media/capture/preferences.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import type { TrackRegistry } from '../../media/track-registry.ts'
import type { LocalMedia } from '../state/state.ts'

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
  /** Permission may have brought labels. */
  refreshDevices(): void
}

/** Why a device did not open. */
export function problemOf(error: unknown): MediaProblem {
  return error instanceof CaptureError ? error.problem : 'unknown'
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
