import { sum } from '../harness/counters.ts'
import { Distribution, round } from '../harness/distribution.ts'
import { sumFlows } from './flow.ts'
import type { WindowReport } from './messages.ts'
import type { LoadOptions } from './options.ts'

// An event so shortly before the end of the window may still be on its way to some clients.
const EVENT_GRACE_MS = 1000

// So many are enough to see a pattern.
const DEAD_SHOWN = 20

/** What clients sent and received in the window. */
export function summariseMedia(options: LoadOptions, windows: readonly WindowReport[], delay: Distribution) {
  const seconds = Math.max(0.001, ...windows.map((window) => window.seconds))
  const joined = sum(windows, (window) => window.participants)
  const participants = Math.max(1, joined)
  const packets = sum(windows, ({ received }) => received.packets)
  const missing = sum(windows, ({ received }) => received.missing)
  const flow = sumFlows(windows.map((window) => window.flow))
  const wanted = wantedStreams(options, joined)
  return {
    receivedPacketsPerSecond: round(packets / seconds),
    receivedMbps: round((sum(windows, ({ received }) => received.bytes) * 8) / 1e6 / seconds),
    sentPacketsPerSecond: round(sum(windows, ({ sent }) => sent.packets) / seconds),
    sentMbps: round((sum(windows, ({ sent }) => sent.bytes) * 8) / 1e6 / seconds),
    loss: round(missing / Math.max(1, packets + missing)),
    missing,
    outOfOrder: sum(windows, ({ received }) => received.outOfOrder),
    wrongSsrcs: sum(windows, ({ received }) => received.unknownSsrcs + received.mixedStreams),
    /** Packets that were to be decrypted where only a sample is, and those that could not be. */
    sampledPackets: sum(windows, ({ received }) => received.sampled),
    unreadablePackets: sum(windows, ({ received }) => Math.max(0, received.sampled - received.authentic)),
    lateKeyFrames: sum(windows, ({ received }) => received.lateKeyFrames),
    streams: {
      video: { wanted: wanted.video, ...flow.video },
      audio: { wanted: wanted.audio, ...flow.audio },
    },
    /** The first of those that are dead. */
    deadStreams: windows.flatMap(({ dead }) => dead).slice(0, DEAD_SHOWN),
    delayMs: delay.summary(),
    streamsPerParticipant: round((flow.video.open + flow.audio.open) / participants),
    signalingMessagesPerParticipantMinute: round(
      (sum(windows, ({ signalingMessages }) => signalingMessages) / participants / seconds) * 60,
    ),
  }
}

/**
 * Streams that so many participants should have between them: the cameras that they
 * show, and with `--view all` every microphone. Otherwise the server selects whose
 * sound there is.
 */
export function wantedStreams(
  { video, audio, view, publishers }: Pick<LoadOptions, 'video' | 'audio' | 'view' | 'publishers'>,
  joined: number,
): { video: number; audio: number | undefined } {
  const present = Math.min(joined, publishers)
  // Those who publish do not receive themselves.
  const perPublisher = Math.max(0, present - 1)
  const total = (perViewer: (others: number) => number): number =>
    present * perViewer(perPublisher) + (joined - present) * perViewer(present)
  return {
    video: video ? total((others) => (view === 'all' ? others : Math.min(view, others))) : 0,
    audio: view === 'all' ? (audio ? total((others) => others) : 0) : undefined,
  }
}

/** How long events took to reach one client, and to reach all of them. */
export function summariseEvents(windows: readonly WindowReport[], deliveries: Distribution) {
  const listeners = sum(windows, ({ participants }) => participants) - 1
  const from = Math.max(...windows.map(({ openedAt }) => openedAt)) * 1000
  const until = (Math.min(...windows.map(({ closedAt }) => closedAt)) - EVENT_GRACE_MS) * 1000
  const events = new Map<number, { heard: number; lastMs: number }>()
  for (const { id, heard, lastMs } of windows.flatMap((window) => window.events)) {
    const before = events.get(id) ?? { heard: 0, lastMs: 0 }
    events.set(id, { heard: before.heard + heard, lastMs: Math.max(before.lastMs, lastMs) })
  }
  // Of other events some deliveries fell outside the window and were not counted.
  const whole = [...events].flatMap(([id, event]) => (id >= from && id <= until ? [event] : []))
  const delivered = whole.filter(({ heard }) => heard >= listeners)
  return {
    deliveryMs: deliveries.summary(),
    toAllMs: Distribution.ofValues(delivered.map(({ lastMs }) => lastMs)).summary(),
    undelivered: whole.length - delivered.length,
  }
}

/** Clients that were told another number of participants than there are. */
export function countMistaken(windows: readonly Pick<WindowReport, 'counts' | 'participants'>[]): number {
  const joined = sum(windows, ({ participants }) => participants)
  return sum(
    windows.flatMap(({ counts }) => Object.entries(counts)),
    ([count, clients]) => (Number(count) === joined ? 0 : clients),
  )
}
