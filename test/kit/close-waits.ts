import { relative } from 'node:path'
import { CLOSE_SHARE, type CloseWait, type WaitNotes } from '../../tools/harness/wait-log.ts'

/** Most lines of the list. */
export const MOST_LINES = 15

/**
 * What a run says at its end about the speed of the machine, and about waits that nearly
 * failed: those that used the largest share of their limit come first.
 *
 * @param notes - of all processes of the run
 * @param options.root - folder from which the paths of tests are shown
 * @param options.setFactor - the factor, when somebody set it for the whole run
 * @returns lines that end with a line feed; empty when the run waited for nothing
 */
export function describeWaits(
  { factors, waits }: WaitNotes,
  { root, setFactor }: { root: string; setFactor: number | undefined },
): string {
  const lines = [describeFactor(factors, setFactor), ...listClose(waits, root)]
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('')
}

function describeFactor(factors: readonly number[], setFactor: number | undefined): string {
  if (setFactor !== undefined)
    return `Limits of waits were set to ${setFactor} times those of a quiet machine.`
  if (factors.length === 0) return ''
  const sorted = factors.toSorted((one, other) => one - other)
  const middle = sorted[Math.floor(sorted.length / 2)]
  const range = `median; ${sorted[0]} to ${sorted.at(-1)} in ${factors.length} test processes`
  return `Limits of waits were ${middle} times those of a quiet machine (${range}).`
}

function listClose(waits: readonly CloseWait[], root: string): string[] {
  const percent = Math.round(CLOSE_SHARE * 100)
  if (waits.length === 0) return []
  const sorted = waits.toSorted((one, other) => share(other) - share(one))
  const rest = waits.length - MOST_LINES
  return [
    `Waits that used ${percent} % of their limit or more:`,
    ...sorted.slice(0, MOST_LINES).map((wait) => describeWait(wait, root)),
    rest > 0 ? `  … and ${rest} more` : '',
  ]
}

function describeWait({ what, usedMs, limitMs, test, file }: CloseWait, root: string): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1)
  const place = [relative(root, file), test].filter(Boolean).join(' > ')
  const percent = String(Math.round((100 * usedMs) / limitMs)).padStart(5)
  return `${percent} %  ${seconds(usedMs)} of ${seconds(limitMs)} s  ${place}: ${what}`
}

function share({ usedMs, limitMs }: CloseWait): number {
  return usedMs / limitMs
}
