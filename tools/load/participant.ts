import { ProtocolError } from '../../protocol/index.ts'
import type { ReceivedTotals, ReceivedStream } from '../native-peer/receiver.ts'
import { OpusSource } from '../native-peer/opus-source.ts'
import { Vp8Source } from '../native-peer/vp8-source.ts'
import type { Arrival } from './arrival.ts'
import type { Measures } from './measures.ts'
import { publishes, type Cast } from './plan.ts'
import type { Speech, Voice } from './speech.ts'

/** What all participants of a process are told. */
export interface Task {
  /** Origin of the server, or of the end of a delay line. */
  url: string
  room: string
  cast: Cast
  audio: boolean
  video: boolean
  view: number | 'all'
  /** Of the top layer, in kbit/s. */
  bitrate: number
  frameRate: number
  insecureTls: boolean
}

/** What participants of a process share. */
export interface Company {
  task: Task
  measures: Measures
  speech: Speech
  /** Ids of those whose camera sends nothing, because the server said that nobody looks. */
  asleep: Set<string>
  /** A participant lost its seat or its connection. */
  lost: (index: number, reason: string) => void
}

/** Somebody in the room, whose media this process carries. */
export interface Participant extends Voice {
  readonly arrival: Arrival
  readonly streams: readonly ReceivedStream[]
  readonly received: ReceivedTotals
  /** Index of another participant by its id; -1 for somebody who is not ours. */
  indexOfId(id: string): number
  /** Hands over how long packets took; see `Receiver.takeDelays`. */
  takeDelays(take: (delayMs: number) => void): void
  readonly sent: { packets: number; bytes: number }
  /** Messages of signaling that came so far. */
  readonly signalingMessages: number
  /** Pages turned in vain. */
  readonly unfinishedTurns: number
  /** Connects, joins and publishes; fulfilled once the own media is accepted. */
  join(): Promise<void>
  /** Begins to show a page, where joining did not do so already. */
  watch(): Promise<void>
  turnPage(): void
  openWindow(): void
  /** Voices heard in the window that had begun before this moment, by `performance.now()`. */
  heardUntil(until: number): number
  closeWindow(): void
  /** Leaves and ends everything. */
  close(): void
}

/** Longest wait for an answer of the server, in milliseconds: a storm may take long. */
export const ANSWER_TIMEOUT_MS = 30_000

/** Level of a voice, well above the threshold of any server. */
const SPEECH_DBOV = -25
// The lower layers' share of the top one: about 150 and 500 of 1700 kbit/s.
const LAYER_SHARES = [0.088, 0.294, 1]

/** The sources that a participant publishes. */
export interface Sources {
  microphone: OpusSource | undefined
  camera: Vp8Source | undefined
}

/** Makes what a participant publishes, if anything. */
export function createSources(index: number, { cast, audio, video, bitrate, frameRate }: Task): Sources {
  const sends = publishes(index, cast)
  const bitrates = LAYER_SHARES.map((share) => Math.round(bitrate * 1000 * share))
  return {
    microphone: sends && audio ? new OpusSource() : undefined,
    camera: sends && video ? new Vp8Source({ bitrates, framesPerSecond: frameRate }) : undefined,
  }
}

/** Lets a microphone speak or fall silent. */
export function speakInto(microphone: OpusSource | undefined, speaking: boolean): void {
  microphone?.setLevel(speaking ? SPEECH_DBOV : null)
}

/** A refusal with its code, or what else went wrong. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error instanceof ProtocolError ? `${error.code}: ${error.message}` : error.message
}
