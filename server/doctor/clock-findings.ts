import { ok, problem, type Finding } from './finding.ts'

/** What is known of the time without asking anybody outside. */
export interface ClockView {
  readonly now: Date
  /** When files of this installation were written last, which cannot lie in the future. */
  readonly writtenAt: readonly Date[]
  /** Whether the system says that its clock is corrected over the network; undefined where it does not tell. */
  readonly isSynchronized: boolean | undefined
}

/** Files may come from a machine whose clock differs a little. */
const TOLERANCE_MS = 5 * 60_000

/** Judges the clock of this machine. One finding. */
export function clockFindings({ now, writtenAt, isSynchronized }: ClockView): Finding[] {
  const newest = Math.max(...writtenAt.map((date) => date.getTime()), -Infinity)
  if (newest > now.getTime() + TOLERANCE_MS) {
    const what = `The clock says ${now.toISOString()}, and files of this server were written on ${new Date(newest).toISOString()}.`
    return [problem('clock.off', 'error', what, ['timedatectl set-ntp true'])]
  }
  if (isSynchronized === false) {
    const what = 'Nothing corrects the clock of this machine over the network.'
    return [problem('clock.unsynchronized', 'warning', what, ['timedatectl set-ntp true'])]
  }
  const how = isSynchronized === undefined ? '' : ', and is corrected over the network'
  return [ok('clock', `The clock says ${now.toISOString()}${how}.`)]
}
