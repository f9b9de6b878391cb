import type { Finding, Level } from '../../server/doctor/finding.ts'

/** Version of what `--json` prints; raised when a field changes its meaning or goes. */
const REPORT_VERSION = 1

const MARKS: Readonly<Record<Level, { mark: string; colour: number }>> = {
  ok: { mark: 'ok     ', colour: 32 },
  note: { mark: 'note   ', colour: 36 },
  warning: { mark: 'warning', colour: 33 },
  error: { mark: 'ERROR  ', colour: 31 },
}
const LEVELS: readonly Level[] = ['ok', 'note', 'warning', 'error']

/** How many findings there are of each level. */
export function countLevels(findings: readonly Finding[]): Record<Level, number> {
  const counts = LEVELS.map((level) => [level, findings.filter((one) => one.level === level).length])
  return Object.fromEntries(counts) as Record<Level, number>
}

/** What a terminal shows: what is in order in one line each, then all else with reason and lines to type. */
export function reportLines(findings: readonly Finding[], isColoured: boolean): string[] {
  const sorted = [...findings].sort((left, right) => LEVELS.indexOf(left.level) - LEVELS.indexOf(right.level))
  return [...sorted.flatMap((finding) => findingLines(finding, isColoured)), '', verdict(findings)]
}

/** What `--json` prints: one object. */
export function reportJson(findings: readonly Finding[]): string {
  return JSON.stringify({ version: REPORT_VERSION, counts: countLevels(findings), findings })
}

function findingLines({ id, level, what, why, fix }: Finding, isColoured: boolean): string[] {
  const { mark, colour } = MARKS[level]
  const shown = isColoured ? `\u001B[${colour}m${mark}\u001B[0m` : mark
  const first = `${shown} ${plain(what)}`
  if (level === 'ok') return [first]
  const type = (fix ?? []).map((line) => `            ${plain(line)}`)
  return [first, `        ${why} [${id}]`, ...(type.length > 0 ? ['        Type:', ...type] : [])]
}

/** Names and answers of strangers may hold what moves the cursor of a terminal. */
function plain(text: string): string {
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '?')
}

function verdict(findings: readonly Finding[]): string {
  const { error, warning } = countLevels(findings)
  if (error > 0) return `${count(error, 'error')}, ${count(warning, 'warning')}. Begin with the first error.`
  return warning > 0 ? `No error, ${count(warning, 'warning')}.` : 'Nothing is wrong.'
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
