import { SINGLE_CHECK_PATHS, type CheckDevice, type CheckLineResult, type CheckResult } from './checks.ts'

/** The one thing that a check comes down to, the first of these that holds; `good` when none does. */
export const CHECK_VERDICTS = [
  'insecure-origin',
  'permission-denied',
  'no-microphone',
  'no-camera',
  'device-in-use',
  'no-path',
  'relay-only',
  'tcp-only',
  'high-loss',
  'slow-line',
  'high-delay',
  'old-browser',
  'silent-microphone',
  'no-sound',
  'good',
] as const

/** One of the verdicts. */
export type CheckVerdict = (typeof CHECK_VERDICTS)[number]

// Above this Opus repairs no more than half of what is missing, and pictures stand still.
const HIGH_LOSS = 0.05
// Sound and one small picture each way, in kbit/s.
const SLOW_KBPS = 500
// Beyond this people talk into each other's words: ITU-T G.114 has 400 ms one way as the most, mouth to ear.
const HIGH_ROUND_TRIP_MS = 400
/** Browsers before these are from 2023 or earlier. */
const OLD_BEFORE: Readonly<Record<string, number>> = {
  Chrome: 110,
  Edge: 110,
  Opera: 96,
  'Samsung Internet': 20,
  Firefox: 115,
  Safari: 16,
}

const DENIED: readonly CheckDevice[] = [
  'permission-denied',
  'permission-denied-by-system',
  'blocked-by-policy',
]
const UNUSABLE: readonly CheckDevice[] = ['in-use', 'no-frames', 'unsupported', 'unknown']

/** Says what a check comes down to: what keeps somebody from a meeting first, then what makes it worse. */
export function verdictOf(result: CheckResult): CheckVerdict {
  return deviceVerdict(result) ?? pathVerdict(result) ?? lineVerdict(result.line) ?? smallVerdict(result)
}

function deviceVerdict({ camera, microphone }: CheckResult): CheckVerdict | undefined {
  const both = [microphone, camera]
  if (both.includes('insecure-origin')) return 'insecure-origin'
  if (both.some((device) => DENIED.includes(device))) return 'permission-denied'
  if (microphone === 'not-found') return 'no-microphone'
  if (camera === 'not-found') return 'no-camera'
  return both.some((device) => UNUSABLE.includes(device)) ? 'device-in-use' : undefined
}

/** A way that was not tried says nothing; of a server without UDP it is true as well that media goes over TCP. */
function pathVerdict({ paths, line }: CheckResult): CheckVerdict | undefined {
  const works = SINGLE_CHECK_PATHS.filter((path) => paths[path] === 'works')
  if (!line && works.length === 0) return 'no-path'
  if (works.length === 0 || paths.udp === 'works') return undefined
  return works.every((path) => path === 'relay') ? 'relay-only' : 'tcp-only'
}

function lineVerdict(line: CheckLineResult | null): CheckVerdict | undefined {
  if (!line) return undefined
  if (Math.max(line.lossUp ?? 0, line.lossDown ?? 0) > HIGH_LOSS) return 'high-loss'
  if (Math.min(line.upKbps ?? Infinity, line.downKbps ?? Infinity) < SLOW_KBPS) return 'slow-line'
  return (line.roundTripMs ?? 0) > HIGH_ROUND_TRIP_MS ? 'high-delay' : undefined
}

function smallVerdict({ browser, microphone, speaker }: CheckResult): CheckVerdict {
  if (browser.version < (OLD_BEFORE[browser.name] ?? 0)) return 'old-browser'
  if (microphone === 'silent') return 'silent-microphone'
  return speaker === false ? 'no-sound' : 'good'
}
