import type { TFunction } from 'i18next'
import type { MediaProblem } from '../../session/state/state.ts'
import type { BrowserFamily } from '../browser/browser-family.ts'

/** What happened, and what to do about it. */
export interface ProblemText {
  title: string
  /** May hold a `<0>` element: the name of an option. */
  fixKey: string
  problem: MediaProblem
}

/** The problems of both devices, as far as there are any. */
export interface DeviceProblems {
  camera: MediaProblem | null
  microphone: MediaProblem | null
}

/**
 * Puts the problems of camera and microphone into words: once when both have
 * the same cause, because one setting mends both.
 */
export function problemTexts(problems: DeviceProblems, browser: BrowserFamily, t: TFunction): ProblemText[] {
  const { camera, microphone } = problems
  const text = (device: 'camera' | 'microphone', problem: MediaProblem): ProblemText => ({
    title: t(`problems.title.${device}.${problem}`),
    fixKey: fixKey(problem, browser),
    problem,
  })
  if (camera && camera === microphone && isShared(camera)) {
    const title =
      camera === 'permission-denied' ? t('problems.title.both') : t(`problems.title.camera.${camera}`)
    return [{ title, fixKey: fixKey(camera, browser), problem: camera }]
  }
  return [
    ...(camera ? [text('camera', camera)] : []),
    ...(microphone ? [text('microphone', microphone)] : []),
  ]
}

/** Key of the sentence that says how to mend a problem in this browser. */
export function fixKey(problem: MediaProblem, browser: BrowserFamily): string {
  return problem === 'permission-denied'
    ? `problems.fix.permission-denied.${browser}`
    : `problems.fix.${problem}`
}

function isShared(problem: MediaProblem): boolean {
  return problem === 'permission-denied' || problem === 'insecure-origin'
}
