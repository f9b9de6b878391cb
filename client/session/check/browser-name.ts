import type { CheckResult } from '../../../protocol/index.ts'

// The first that fits: each of them also calls itself what stands below it.
const NAMES: readonly [name: string, version: RegExp][] = [
  ['Edge', /Edg(?:A|iOS)?\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Samsung Internet', /SamsungBrowser\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:HeadlessChrome|Chrome|Chromium|CriOS)\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
]

const SYSTEMS: readonly [name: string, pattern: RegExp][] = [
  ['iOS', /iPhone|iPad|iPod/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux/],
]

const VERSION_MAX = 9999

/** Names the browser and the system, for people; nothing works differently because of it. */
export function browserOf(userAgent: string): CheckResult['browser'] {
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? ''
  for (const [name, pattern] of NAMES) {
    const version = pattern.exec(userAgent)?.[1]
    if (version !== undefined) return { name, version: Math.min(Number(version), VERSION_MAX), system }
  }
  return { name: '', version: 0, system }
}
