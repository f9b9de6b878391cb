import type { CheckResult } from '../../protocol/index.ts'

/** What a check finds where all is well. */
export const SAMPLE_CHECK: CheckResult = {
  browser: { name: 'Chrome', version: 140, system: 'Linux' },
  camera: 'works',
  microphone: 'works',
  speaker: true,
  paths: { udp: 'works', tcp: 'works', 'pages-port': 'not-offered', relay: 'not-offered' },
  line: {
    protocol: 'udp',
    isRelayed: false,
    connectMs: 120,
    roundTripMs: 12,
    jitterMs: 2,
    lossUp: 0,
    lossDown: 0,
    upKbps: 8000,
    downKbps: 8000,
    framesPerSecond: 25,
  },
}
