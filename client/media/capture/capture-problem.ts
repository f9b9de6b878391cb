import type { MediaProblem } from '../media-types.ts'

/** A device that could not be opened, with the reason that a person is told. */
export class CaptureError extends Error {
  readonly problem: MediaProblem

  constructor(problem: MediaProblem, options?: ErrorOptions) {
    super(`Capture failed: ${problem}.`, options)
    this.name = 'CaptureError'
    this.problem = problem
  }
}

/** Where the page runs, as far as capture depends on it. */
export interface CaptureEnvironment {
  isSecureContext: boolean
  hasMediaDevices: boolean
}

const PROBLEM_OF_ERROR: Readonly<Record<string, MediaProblem>> = {
  NotAllowedError: 'permission-denied',
  PermissionDeniedError: 'permission-denied',
  NotFoundError: 'not-found',
  DevicesNotFoundError: 'not-found',
  NotReadableError: 'in-use',
  TrackStartError: 'in-use',
  AbortError: 'in-use',
  OverconstrainedError: 'overconstrained',
  ConstraintNotSatisfiedError: 'overconstrained',
  NotSupportedError: 'unsupported',
}

/**
 * Says why `getUserMedia` or `getDisplayMedia` failed.
 * Source: W3C Media Capture and Streams, "getUserMedia() failure reasons"; the
 * names that differ are those of older Chromium and Safari.
 */
export function findProblem(error: unknown, environment: CaptureEnvironment): MediaProblem {
  if (error instanceof CaptureError) return error.problem
  if (!environment.hasMediaDevices) {
    // Browsers hide the whole interface from pages that are neither HTTPS nor localhost.
    return environment.isSecureContext ? 'unsupported' : 'insecure-origin'
  }
  const { name, message } = describe(error)
  // A frame without `allow`, and browsers that somebody administers. Told in the text alone,
  // because a person who says no gives an error of the same name.
  // Source: W3C Permissions Policy; W3C Screen Capture, "SecurityError".
  if (name === 'SecurityError' || /(permissions|feature) policy/i.test(message)) return 'blocked-by-policy'
  // Chromium tells a denial by the operating system only in the text.
  if (name === 'NotAllowedError' && /by system/i.test(message)) return 'permission-denied-by-system'
  return PROBLEM_OF_ERROR[name] ?? 'unknown'
}

function describe(error: unknown): { name: string; message: string } {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown }
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message : '',
  }
}
