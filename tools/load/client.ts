import { ProtocolError } from '../../protocol/index.ts'
import type { ReceivedTotals, ReceivedStream } from '../native-peer/receiver.ts'
import { OpusSource } from '../native-peer/opus-source.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { Vp8Source } from '../native-peer/vp8-source.ts'
import type { Arrival } from './arrival.ts'
import type { Directory } from './directory.ts'
import { LAYER_SHARES } from './expected-packets.ts'
import type { Measures } from './measures.ts'
import { publishes, type Cast } from './plan.ts'
import type { Speech, Voice } from './speech.ts'

/** What all clients of a run do, and where. */
export interface Workload {
  /** Origin of the server, or of a cable before it. */
  url: string
  room: string
  cast: Cast
  audio: boolean
  video: boolean
  /** Tiles on a page, or everything at its best. */
  view: number | 'all'
  /** Of the top layer, in kbit/s. */
  bitrate: number
  frameRate: number
  insecureTls: boolean
  /** Whether packets are counted by their headers, and a sample of them decrypted. */
  samplesMedia: boolean
}

/** What the clients of a process share. */
export interface ClientContext {
  workload: Workload
  measures: Measures
  speech: Speech
  /** Ids of participants whose camera sends nothing, because the server said that nobody watches it. */
  idleCameras: Set<string>
  /** Who is in the room. */
  directory: Directory
  /** Called when a client lost its seat or its connection. */
  lost: (index: number, reason: string) => void
}

/** A client with media. */
export interface MediaClient extends Voice {
  readonly arrival: Arrival
  readonly streams: readonly ReceivedStream[]
  readonly received: ReceivedTotals
  /** Index of another client by its participant id; -1 for a participant that is no client of this run. */
  indexOfId(id: string): number
  /** Hands over how long packets took; see `Receiver.takeDelays`. */
  takeDelays(take: (delayMs: number) => void): void
  readonly sent: { packets: number; bytes: number }
  /** Messages of signaling that came so far. */
  readonly signalingMessages: number
  /** How many are in the room as far as it was told; undefined where nobody tells. */
  readonly peopleCount: number | undefined
  /** Pages that were turned again before all their videos had begun. */
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

/** Longest wait for an answer of the server, in milliseconds. Thousands of joins at once take long. */
export const ANSWER_TIMEOUT_MS = 30_000

/** Level of a voice, well above the threshold of any server. */
const SPEECH_DBOV = -25

/** The sources that a client publishes. */
export interface Sources {
  microphone: OpusSource | undefined
  camera: Vp8Source | undefined
}

/** Makes the sources that a client publishes, if any. */
export function createSources(index: number, { cast, audio, video, bitrate, frameRate }: Workload): Sources {
  const sends = publishes(index, cast)
  const bitrates = LAYER_SHARES.map((share) => Math.round(bitrate * 1000 * share))
  return {
    microphone: sends && audio ? new OpusSource() : undefined,
    camera: sends && video ? new Vp8Source({ bitrates, framesPerSecond: frameRate }) : undefined,
  }
}

/** Connects to the server that is tested. */
export async function connectSignaling({ url, insecureTls }: Workload): Promise<SignalingClient> {
  return await SignalingClient.connect(url, { timeout: ANSWER_TIMEOUT_MS, insecureTls })
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
