/// <reference lib="dom" />
import type { Sample } from './sample.ts'

/** The part of `window` that the rehearsal adds. */
interface Recorder {
  /** Samples since a moment. */
  since(at: number): Sample[]
}

declare global {
  interface Window {
    plenaryRecorder: Recorder
    /** Every peer connection of the page. */
    plenaryPeers: RTCPeerConnection[]
  }
}

/** Runs in the page before any of its scripts: keeps every peer connection at hand. */
export function keepPeers(): void {
  window.plenaryPeers = []
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      window.plenaryPeers.push(this)
    }
  }
}

/**
 * Runs in the page after `keepPeers`: looks at everything that arrives, 20
 * times a second, wherever the peer connections come from. Must not use anything
 * from outside itself.
 */
export function installRecorder(): void {
  const INTERVAL_MS = 50
  const samples: Sample[] = []
  const former = new Map<string, number>()
  const totals = { audioPackets: 0, audioHeard: 0, videoPackets: 0, framesDecoded: 0 }
  type Stat = Record<string, unknown>

  window.plenaryRecorder = { since: (at) => samples.filter((sample) => sample.at > at) }

  /** Counters begin anew with each stream; totals go on. */
  function count(name: keyof typeof totals, key: string, value: number): void {
    const grown = value - (former.get(`${name} ${key}`) ?? 0)
    former.set(`${name} ${key}`, value)
    totals[name] += Math.max(0, grown)
  }

  const number = (stat: Stat, name: string): number => Number(stat[name] ?? 0)
  const text = (stat: Stat, name: string): string => (stat[name] as string | undefined) ?? ''

  function countStream(stat: Stat, key: string): void {
    if (stat.kind === 'audio') {
      count('audioPackets', key, number(stat, 'packetsReceived'))
      count('audioHeard', key, number(stat, 'totalSamplesReceived') - number(stat, 'concealedSamples'))
    } else {
      count('videoPackets', key, number(stat, 'packetsReceived'))
      count('framesDecoded', key, number(stat, 'framesDecoded'))
    }
  }

  function pathOf(report: RTCStatsReport, transport: Stat): string {
    const pair = report.get(text(transport, 'selectedCandidatePairId')) as Stat | undefined
    const remote = report.get(text(pair ?? {}, 'remoteCandidateId')) as Stat | undefined
    return text(remote ?? {}, 'protocol')
  }

  async function readPeers(): Promise<Pick<Sample, 'height' | 'paths'>> {
    let height = 0
    const paths: string[] = []
    for (const [index, peer] of window.plenaryPeers.entries()) {
      if (peer.connectionState === 'closed') continue
      const report = await peer.getStats()
      report.forEach((stat: Stat) => {
        // Without pictures, to measure the line with.
        const isProbe = stat.mid === 'probator'
        if (stat.type === 'inbound-rtp' && !isProbe) {
          countStream(stat, `${index} ${String(stat.id)} ${String(stat.ssrc)}`)
          height = Math.max(height, number(stat, 'frameHeight'))
        }
        if (stat.type === 'transport') paths.push(pathOf(report, stat))
      })
    }
    return { height, paths }
  }

  function readPage(): Pick<Sample, 'status' | 'reasons' | 'seats'> {
    const tiles = [...document.querySelectorAll<HTMLElement>('[role="group"][data-participant-id]')]
    return {
      status: document.querySelector<HTMLElement>('[role="status"][data-kind]')?.dataset.kind ?? '',
      reasons: tiles.flatMap(({ dataset }) => dataset.reason ?? []),
      seats: Object.fromEntries(
        tiles.map((tile) => [tile.getAttribute('aria-label') ?? '', tile.dataset.participantId ?? '']),
      ),
    }
  }

  async function look(): Promise<void> {
    const { height, paths } = await readPeers()
    const at = performance.timeOrigin + performance.now()
    if (samples.push({ at, ...totals, height, paths, ...readPage() }) > 6000) samples.shift()
  }

  function again(): void {
    const begun = performance.now()
    look()
      // A peer connection may close while it is asked.
      .catch(() => undefined)
      .finally(() => setTimeout(again, Math.max(0, INTERVAL_MS - (performance.now() - begun))))
  }
  again()
}
