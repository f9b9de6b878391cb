import type { Capture } from '../../media/capture/capture.ts'
import { CaptureError } from '../../media/capture/capture-problem.ts'
import type { CameraChoice } from '../../media/capture/constraints.ts'
import { readPermission } from '../../media/capture/device-watcher.ts'
import type { TrackOpener } from './microphone-control.ts'

/** Problems that asking for each device alone cannot cure. */
const SHARED_PROBLEMS: ReadonlySet<string> = new Set(['insecure-origin', 'unsupported'])

/**
 * Opens camera and microphone with a single question for permission. When that
 * fails each is tried alone, because often only one of them is the reason.
 *
 * @returns one opener for each device; the question is asked when the first is called
 */
export function createPreviewOpeners(
  capture: Capture,
  camera: CameraChoice,
  microphoneId: string,
): { camera: TrackOpener; microphone: TrackOpener } {
  let both: ReturnType<Capture['openBoth']> | undefined
  const openBoth = (): ReturnType<Capture['openBoth']> => (both ??= capture.openBoth(camera, microphoneId))
  const either = async (name: 'camera' | 'microphone', alone: TrackOpener): Promise<MediaStreamTrack> => {
    try {
      return (await openBoth())[name]
    } catch (error) {
      if (!(await isWorthAsking(name, error))) throw error
      return await alone()
    }
  }
  return {
    camera: () => either('camera', () => capture.openCamera(camera)),
    microphone: () => either('microphone', () => capture.openMicrophone(microphoneId)),
  }
}

/** A person who just said no is not asked again; a device that they did not mean is. */
async function isWorthAsking(name: 'camera' | 'microphone', error: unknown): Promise<boolean> {
  if (!(error instanceof CaptureError) || SHARED_PROBLEMS.has(error.problem)) return false
  if (error.problem !== 'permission-denied') return true
  const permission = await readPermission(name)
  return permission === 'granted'
}
