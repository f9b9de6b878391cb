/** How many simulcast layers of a producer are worth sending. */
export interface UplinkDemandOptions {
  /**
   * Called when the wish changes.
   *
   * @param layers - layers to send, from the lowest; 0 when nobody looks
   */
  changed: (producerId: string, layers: number) => void
}

interface Producer {
  /** Viewers that want each layer as their highest. */
  readonly viewers: number[]
  /** What the publisher was last told; at first it sends everything. */
  told: number
  timer: NodeJS.Timeout | null
}

// A layer that nobody wants is kept this long, in milliseconds: people page back
// and forth.
const RELEASE_AFTER_MS = 3000

/**
 * Adds up what all viewers want of each video producer, so that its publisher
 * sends no layer that nobody sees. More is asked for at once, less after 3 s.
 */
export class UplinkDemand {
  readonly #options: UplinkDemandOptions
  readonly #producers = new Map<string, Producer>()
  readonly #wishes = new Map<string, ReadonlyMap<string, number>>()

  constructor(options: UplinkDemandOptions) {
    this.#options = options
  }

  /** Begins to watch a producer that now sends all of its layers. */
  add(producerId: string, layers: number): void {
    const producer: Producer = { viewers: Array<number>(layers).fill(0), told: layers, timer: null }
    this.#producers.set(producerId, producer)
    for (const wishes of this.#wishes.values()) count(producer, wishes.get(producerId), 1)
    this.#evaluate(producerId, producer)
  }

  remove(producerId: string): void {
    const timer = this.#producers.get(producerId)?.timer
    if (timer) clearTimeout(timer)
    this.#producers.delete(producerId)
  }

  /**
   * Takes what a viewer receives.
   *
   * @param wishes - highest layer that it wants, by producer id
   */
  set(viewerId: string, wishes: ReadonlyMap<string, number>): void {
    const before = this.#wishes.get(viewerId) ?? new Map<string, number>()
    if (wishes.size > 0) this.#wishes.set(viewerId, wishes)
    else this.#wishes.delete(viewerId)
    for (const producerId of new Set([...before.keys(), ...wishes.keys()])) {
      const producer = this.#producers.get(producerId)
      if (!producer || before.get(producerId) === wishes.get(producerId)) continue
      count(producer, before.get(producerId), -1)
      count(producer, wishes.get(producerId), 1)
      this.#evaluate(producerId, producer)
    }
  }

  close(): void {
    for (const producerId of [...this.#producers.keys()]) this.remove(producerId)
  }

  #evaluate(producerId: string, producer: Producer): void {
    const wanted = producer.viewers.findLastIndex((viewers) => viewers > 0) + 1
    if (producer.timer) clearTimeout(producer.timer)
    producer.timer = null
    if (wanted === producer.told) return
    if (wanted > producer.told) {
      this.#tell(producerId, producer, wanted)
      return
    }
    producer.timer = setTimeout(() => {
      producer.timer = null
      this.#tell(producerId, producer, wanted)
    }, RELEASE_AFTER_MS)
  }

  #tell(producerId: string, producer: Producer, layers: number): void {
    producer.told = layers
    this.#options.changed(producerId, layers)
  }
}

function count(producer: Producer, layer: number | undefined, by: 1 | -1): void {
  if (layer === undefined) return
  const index = Math.min(layer, producer.viewers.length - 1)
  producer.viewers[index] = Math.max(0, (producer.viewers[index] ?? 0) + by)
}
