import { Distribution, type PackedDistribution } from '../harness/distribution.ts'

/** Every distribution that clients fill; milliseconds unless it says otherwise. */
const MEASURES = [
  /** From asking to join to the answer. */
  'joinReply',
  /** From asking to join until both transports are open and the own media is accepted. */
  'joinToOpen',
  /** From asking to join until the first packet that can be shown or heard. */
  'joinToFirstMedia',
  /** From asking to join until all that is shown and spoken has begun. */
  'joinToAllShown',
  /** Bytes of signaling, both ways, from the connection until media flows. */
  'signalingBytes',
  'signalingMessages',
  /** From the first loud packet at the speaker to the first one at a listener. */
  'onsetRunning',
  'onsetResumed',
  'onsetNew',
  /** From turning the page to the last new picture. */
  'pageTurn',
  /** From turning to a page with a camera that sent nothing, because nobody watched it, to its first key frame. */
  'pageWake',
  /** From sender to receiver. */
  'packetDelay',
  /** From an action to one other participant who hears of it. */
  'event',
] as const

/** What a distribution is called. */
export type MeasureName = (typeof MEASURES)[number]
/** All distributions, as they travel between processes. */
export type PackedMeasures = Record<MeasureName, PackedDistribution>

/** What the clients of one process measure together. */
export class Measures {
  #distributions = create()

  add(name: MeasureName, value: number): void {
    this.#distributions[name].add(value)
  }

  /** Hands over what was measured, and begins anew. */
  take(): PackedMeasures {
    const taken = this.#distributions
    this.#distributions = create()
    return Object.fromEntries(MEASURES.map((name) => [name, taken[name].pack()])) as PackedMeasures
  }
}

/** Adds up what several processes measured. */
export function mergeMeasures(parts: readonly PackedMeasures[]): Record<MeasureName, Distribution> {
  return Object.fromEntries(
    MEASURES.map((name) => [name, Distribution.of(...parts.map((part) => part[name]))]),
  ) as Record<MeasureName, Distribution>
}

function create(): Record<MeasureName, Distribution> {
  return Object.fromEntries(MEASURES.map((name) => [name, new Distribution()])) as Record<
    MeasureName,
    Distribution
  >
}
