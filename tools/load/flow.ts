import type { ReceivedStream } from '../native-peer/receiver.ts'

/** What became of the streams of one kind in a window, of as many viewers as one likes. */
export interface FlowCount {
  /** Open at the end. */
  open: number
  /** Of these, those that the server did not pause. */
  running: number
  /** Of the open ones, those that carried packets in the window. */
  carried: number
  /** Those that should have: they ran long enough, and their publisher sent. */
  expected: number
  /** Of these, those that carried nothing, or a picture that never began. */
  dead: number
}

/** What flowed in a window of time. */
export interface Flow {
  video: FlowCount
  audio: FlowCount
}

/** A window in which packets are counted; times by `performance.now()`. */
export interface FlowWindow {
  from: number
  until: number
  /** What each stream had carried when it was opened. */
  packetsBefore: ReadonlyMap<ReceivedStream, number>
  /** Whether somebody spoke in this span, for long enough to be heard. */
  spoke: (participantId: string, from: number, until: number) => boolean
  /** Hears of each dead stream. */
  died?: (stream: ReceivedStream) => void
}

// A stream that runs for less time need not have carried anything yet.
const GRACE_MS = 1000

/** Looks which of a viewer's streams flow. */
export function flowOf(streams: readonly ReceivedStream[], window: FlowWindow): Flow {
  const flow = noFlow()
  for (const stream of streams) {
    const carried = stream.counts.packets > (window.packetsBefore.get(stream) ?? 0)
    const isExpected = mustFlow(stream, window)
    const hasBegun = stream.kind === 'audio' || stream.counts.firstKeyFrameAt !== undefined
    const isDead = isExpected && !(carried && hasBegun)
    if (isDead) window.died?.(stream)
    addFlow(flow[stream.kind], {
      open: 1,
      running: Number(!stream.paused),
      carried: Number(carried),
      expected: Number(isExpected),
      dead: Number(isDead),
    })
  }
  return flow
}

/** Adds up what several processes or viewers saw. */
export function sumFlows(flows: readonly Flow[]): Flow {
  const total = noFlow()
  for (const { video, audio } of flows) {
    addFlow(total.video, video)
    addFlow(total.audio, audio)
  }
  return total
}

/** Silence comes rarely and muted microphones send nothing: only those who spoke must be heard. */
function mustFlow(stream: ReceivedStream, { from, until, spoke }: FlowWindow): boolean {
  const { paused, producerPaused, runningSince, kind, participantId } = stream
  const since = Math.max(runningSince, from)
  if (paused || producerPaused || until - since < GRACE_MS) return false
  return kind === 'video' || spoke(participantId, since, until)
}

function addFlow(total: FlowCount, part: FlowCount): void {
  total.open += part.open
  total.running += part.running
  total.carried += part.carried
  total.expected += part.expected
  total.dead += part.dead
}

function noFlow(): Flow {
  const none = { open: 0, running: 0, carried: 0, expected: 0, dead: 0 }
  return { video: { ...none }, audio: { ...none } }
}
