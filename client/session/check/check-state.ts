import type { CheckResult, CheckVerdict, SingleCheckPath, WireError } from '../../../protocol/index.ts'

/** What a check does now. */
type CheckPhase = 'idle' | 'devices' | 'connecting' | 'measuring' | 'bandwidth' | 'paths' | 'done'

/** A check as its page shows it: what is known so far. */
export interface CheckState {
  phase: CheckPhase
  result: CheckResult
  /** The way that is tried now. */
  trying: SingleCheckPath | null
  /** How far a step is that takes longer, 0 to 1. */
  progress: number
  /** Null until the end. */
  verdict: CheckVerdict | null
  /** By which the operator finds the result; null where it could not be left with the server. */
  code: string | null
  /** Why nothing could be checked; null when something was. `unreachable`: the server does not answer. */
  problem: WireError | 'unreachable' | 'old-browser' | null
  voice: 'idle' | 'recording' | 'playing' | 'failed' | 'unavailable'
}

/** Nothing is known of a guest but the browser. */
export function emptyCheck(browser: CheckResult['browser']): CheckState {
  return {
    phase: 'idle',
    result: {
      browser,
      camera: 'untried',
      microphone: 'untried',
      speaker: null,
      paths: { udp: 'untried', tcp: 'untried', 'pages-port': 'untried', relay: 'untried' },
      line: null,
    },
    trying: null,
    progress: 0,
    verdict: null,
    code: null,
    problem: null,
    voice: 'idle',
  }
}
