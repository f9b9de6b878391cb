import type { ReceivedTotals } from '../native-peer/receiver.ts'
import type { ArrivalTimes } from './arrival.ts'
import type { Flow } from './flow.ts'
import type { PackedMeasures } from './measures.ts'
import type { Workload } from './client.ts'

/** What clients connect to, and whether they have media. */
type ClientKind = 'meeting' | 'signaling' | 'bare'

/** What a process with clients is told first. */
export interface Assignment {
  kind: ClientKind
  /** Which of the processes this is, from 0. */
  position: number
  workload: Workload
  /** Round trip of signaling in milliseconds. */
  rttMs: number
  pageEveryMs: number
  /** How often a client of this process makes an event, in milliseconds; 0 for never. */
  eventEveryMs: number
}

/** A client that could not join, or did not stay. */
export interface Failure {
  index: number
  reason: string
}

/** How far a process is. */
export interface Progress {
  joined: number
  failed: number
  /** Packets a second since the last report. */
  receivedPerSecond: number
  sentPerSecond: number
  receivedMbps: number
  /** Share of a core. */
  cpu: number
}

/** What the clients of one process received in the measuring window. */
export interface WindowReport {
  seconds: number
  /** When it was opened and closed, in milliseconds since 1970. */
  openedAt: number
  closedAt: number
  received: ReceivedTotals
  sent: { packets: number; bytes: number }
  /** Indices of clients that received nothing. */
  silent: number[]
  participants: number
  /** How many clients believe at the end that so many are in the room, by that number. */
  counts: Record<number, number>
  /** Which streams flow, of all participants together. */
  flow: Flow
  /** The streams that should flow and do not. */
  dead: DeadStream[]
  signalingMessages: number
  voicesHeard: number
  voicesExpected: number
  unfinishedTurns: number
  measures: PackedMeasures
  events: EventReport[]
  health: Health
}

/** A stream that carried nothing although it should have. */
export interface DeadStream {
  /** Indices of clients. */
  viewer: number
  publisher: number
  source: string
  /** What came before the window, and in it. */
  packets: number
  layer: number | undefined
}

/** One event: when it was made in microseconds since 1970, how many heard of it here, and the last one's delay. */
export interface EventReport {
  id: number
  heard: number
  lastMs: number
}

/** Whether the process itself kept up. */
export interface Health {
  pid: number
  /** Cores that it used, with the threads of its library. */
  cpu: number
  /** Share of the time in which its JavaScript was busy. */
  loop: number
  /** Ticks of 20 ms that came more than 50 ms late, and all of them. */
  lateTicks: number
  ticks: number
  worstLatenessMs: number
  /** By how much its priority is lowered, and the only core that it may use. */
  niceness: number
  core: number | undefined
}

/** What became of one newcomer. */
export interface NewcomerReport {
  times: ArrivalTimes
  complete: boolean
  failure?: string
  signalingBytes?: number
  signalingMessages?: number
}

/** What the measuring process asks the processes with clients. */
interface GeneratorCalls {
  assign: { params: Assignment; reply: object }
  /** Lets clients join, each after its delay. */
  join: {
    params: { index: number; delayMs: number }[]
    reply: { joined: number; measures: PackedMeasures }
  }
  /** All are there: view, where joining did not include that, and begin to speak. */
  begin: { params: { epoch: number }; reply: { incomplete: number } }
  openWindow: { params: object; reply: object }
  closeWindow: { params: object; reply: WindowReport }
  newcomer: { params: { index: number }; reply: NewcomerReport }
  end: { params: object; reply: { failures: Failure[] } }
}

/** What a generator can be asked. */
export type CallName = keyof GeneratorCalls
/** What goes with a call. */
export type CallParams<N extends CallName> = GeneratorCalls[N]['params']
/** What comes back. */
export type CallReply<N extends CallName> = GeneratorCalls[N]['reply']

/** From the measuring process. */
export interface CallMessage {
  id: number
  name: CallName
  params: unknown
}

/** To the measuring process. */
export type GeneratorMessage =
  | { type: 'reply'; id: number; data: unknown }
  | { type: 'error'; id: number; message: string }
  | { type: 'progress'; progress: Progress }
