/** How many simulcast layers of a producer are worth sending. */
export interface DynacastOptions {
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
  /** Runs while fewer layers are wanted than are sent; `most` is the most that was wanted in that time. */
  release: { most: number; timer: NodeJS.Timeout } | null
}

interface Viewer {
  /** Highest layer that it wants, by producer. */
  wishes: ReadonlyMap<string, number>
  /** Layer that it is sent, by producer. */
  received: ReadonlyMap<string, number>
}

const NOBODY: Viewer = { wishes: new Map(), received: new Map() }

// A layer that nobody wants is kept this long, in milliseconds: people page back
// and forth.
const RELEASE_AFTER_MS = 3000

/**
 * Adds up what all viewers want of each video producer, so that its publisher
 * sends no layer that nobody sees. More is asked for at once, less after 3 s.
 */
export class Dynacast {
  readonly #options: DynacastOptions
  readonly #producers = new Map<string, Producer>()
  readonly #viewers = new Map<string, Viewer>()

  constructor(options: DynacastOptions) {
    this.#options = options
  }

  /** Begins to watch a producer that now sends all of its layers. */
  add(producerId: string, layers: number): void {
    const producer: Producer = { viewers: Array<number>(layers).fill(0), told: layers, release: null }
    this.#producers.set(producerId, producer)
    for (const viewer of this.#viewers.values()) count(producer, needOf(viewer, producerId), 1)
    this.#evaluate(producerId, producer)
  }

  remove(producerId: string): void {
    const release = this.#producers.get(producerId)?.release
    if (release) clearTimeout(release.timer)
    this.#producers.delete(producerId)
  }

  /**
   * Takes what a viewer receives.
   *
   * @param wishes - highest layer that it wants, by producer id
   */
  set(viewerId: string, wishes: ReadonlyMap<string, number>): void {
    const before = this.#viewers.get(viewerId) ?? NOBODY
    const after: Viewer = { wishes, received: before.received }
    if (wishes.size > 0) this.#viewers.set(viewerId, after)
    else this.#viewers.delete(viewerId)
    for (const producerId of new Set([...before.wishes.keys(), ...wishes.keys()])) {
      this.#change(producerId, needOf(before, producerId), needOf(after, producerId))
    }
  }

  /**
   * Takes what a viewer is sent at this moment. A step down takes a key frame and more, and
   * a layer that stops meanwhile would leave the viewer with nothing.
   *
   * @param layer - undefined while it is sent nothing
   */
  receives(viewerId: string, producerId: string, layer: number | undefined): void {
    const before = this.#viewers.get(viewerId)
    if (!before || before.received.get(producerId) === layer) return
    const received = new Map(before.received)
    if (layer === undefined) received.delete(producerId)
    else received.set(producerId, layer)
    const after: Viewer = { wishes: before.wishes, received }
    this.#viewers.set(viewerId, after)
    this.#change(producerId, needOf(before, producerId), needOf(after, producerId))
  }

  /** What the publisher was told last; undefined for a producer that is not watched. */
  told(producerId: string): number | undefined {
    return this.#producers.get(producerId)?.told
  }

  close(): void {
    for (const producerId of [...this.#producers.keys()]) this.remove(producerId)
  }

  #change(producerId: string, before: number | undefined, after: number | undefined): void {
    const producer = this.#producers.get(producerId)
    if (!producer || before === after) return
    count(producer, before, -1)
    count(producer, after, 1)
    this.#evaluate(producerId, producer)
  }

  #evaluate(producerId: string, producer: Producer): void {
    const wanted = wantedLayers(producer)
    if (wanted < producer.told) {
      // Viewers who come and go meanwhile do not put the release off, unless one wants all of it.
      producer.release ??= {
        most: wanted,
        timer: setTimeout(() => this.#release(producerId), RELEASE_AFTER_MS),
      }
      producer.release.most = Math.max(producer.release.most, wanted)
      return
    }
    if (producer.release) clearTimeout(producer.release.timer)
    producer.release = null
    if (wanted > producer.told) this.#tell(producerId, producer, wanted)
  }

  /** Lets go of the layers that nobody has wanted all the time. */
  #release(producerId: string): void {
    const producer = this.#producers.get(producerId)
    if (!producer?.release) return
    const { most } = producer.release
    producer.release = null
    this.#tell(producerId, producer, most)
    // Some of the rest may have become unwanted only a moment ago.
    this.#evaluate(producerId, producer)
  }

  #tell(producerId: string, producer: Producer, layers: number): void {
    producer.told = layers
    this.#options.changed(producerId, layers)
  }
}

/** Highest layer that a viewer needs: what it wants, and what it is sent until it has that. */
function needOf({ wishes, received }: Viewer, producerId: string): number | undefined {
  const wish = wishes.get(producerId)
  return wish === undefined ? undefined : Math.max(wish, received.get(producerId) ?? 0)
}

function wantedLayers({ viewers }: Producer): number {
  return viewers.findLastIndex((count) => count > 0) + 1
}

function count(producer: Producer, layer: number | undefined, by: 1 | -1): void {
  if (layer === undefined) return
  const index = Math.min(layer, producer.viewers.length - 1)
  producer.viewers[index] = Math.max(0, (producer.viewers[index] ?? 0) + by)
}
