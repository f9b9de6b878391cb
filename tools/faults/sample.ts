/** What a page looked like at one moment. All counters only ever grow. */
export interface Sample {
  /** Milliseconds since the epoch. */
  at: number
  audioPackets: number
  /** Sound that was really received and played, in samples; what the browser made up is not counted. */
  audioHeard: number
  videoPackets: number
  framesDecoded: number
  /** Lines of the largest received picture. */
  height: number
  /** What the line of status says, by kind; empty where there is none. */
  status: string
  /** Reasons that tiles give for a picture that stands still. */
  reasons: string[]
  /** Participant ids of the tiles, by name. */
  seats: Record<string, string>
  /** Protocols of the paths in use. */
  paths: string[]
}

/** Kinds of status that say that signaling or media is not there. */
export const DISCONNECTED: ReadonlySet<string> = new Set(['reconnecting', 'repairing', 'unreachable'])

/** Counters whose growth shows that media arrives. */
export type Counter = 'audioPackets' | 'audioHeard' | 'videoPackets' | 'framesDecoded'
