import { Distribution, type PackedDistribution } from '../harness/distribution.ts'

/** Every distribution that participants fill; milliseconds unless it says otherwise. */
const MEASURES = [
  /** From asking to join to the answer. */
  'joinReply',
  /** … until both transports are open and the own media is accepted. */
  'joinToOpen',
  /** … until the first packet that can be shown or heard. */
  'joinToFirstMedia',
  /** … until all that is shown and spoken has begun. */
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
  /** From turning to somebody whose camera sent nothing, because nobody looked, to its first key frame. */
  'pageWake',
  /** From sender to receiver. */
  'packetDelay',
  /** From an action to one other participant who hears of it. */
  'event',
] as const

/** Name of something that is measured. */
export type MeasureName = (typeof MEASURES)[number]

/** A distribution for each measure, as it travels between processes. */
export type PackedMeasures = Record<MeasureName, PackedDistribution>

/** What the participants of one process measure together. */
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
