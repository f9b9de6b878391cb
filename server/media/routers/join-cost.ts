/** What is known of a room when somebody comes. */
export interface RoomStreams {
  /** Everybody who is there or is being admitted. */
  readonly participants: number
  /** Those of them who have been there long enough to receive all that they want. */
  readonly settled: number
  /** Streams that flow to those who are settled, taken together. */
  readonly running: number
  /** Share of a core for a stream, as measured where the room is; undefined before there was enough. */
  readonly streamShare: number | undefined
}

/** What somebody who joins will cost, as shares of a core. */
export interface JoinCost {
  /** On the worker that takes them. */
  readonly share: number
  /** At each end of the pipes that bring to a worker what they receive, where the room is not there yet. */
  readonly inPipes: number
  /** At each end of the pipes that bring what they send to one further worker of the room. */
  readonly outPipes: number
}

// Of a meeting of 14 and of one of 100, see docs/capacity.md: 0.0002 to 0.0004.
const DEFAULT_STREAM_SHARE = 0.0003
// Measured shares beyond these are those of a worker that does something else.
const STREAM_SHARES = { least: 0.000_05, most: 0.002 }
// A camera and a microphone.
const STREAMS_SENT = 2
// A page of nine tiles, until the room has shown what its people look at.
const STREAMS_RECEIVED = 18
// Two transports, their handshakes, and timers that run whether packets do or not.
const LEAST_SHARE = 0.003
// A pipe carries all layers of a camera, of which a viewer is sent one: each of its two ends
// costs as much as so many streams.
const STREAMS_PER_PIPE = 2

/**
 * What the next participant of a room will cost: they receive what those receive who are settled
 * there, and are received by the same share of them. In a small room everybody shows everybody,
 * so a join adds twice what a participant receives; in a large one they take the place of another
 * tile.
 */
export function expectJoin({ participants, settled, running, streamShare }: RoomStreams): JoinCost {
  const assumed = Math.min(participants * STREAMS_SENT, STREAMS_RECEIVED)
  const received = participants === 0 ? 0 : (running + assumed * (participants - settled)) / participants
  const offered = Math.max(1, participants - 1) * STREAMS_SENT
  const shown = Math.min(1, received / offered)
  const each = clamp(streamShare ?? DEFAULT_STREAM_SHARE)
  return {
    share: Math.max(LEAST_SHARE, received * (1 + shown) * each),
    inPipes: received * STREAMS_PER_PIPE * each,
    outPipes: STREAMS_SENT * STREAMS_PER_PIPE * each,
  }
}

function clamp(share: number): number {
  return Math.min(STREAM_SHARES.most, Math.max(STREAM_SHARES.least, share))
}
