import { TILE_PIXELS_MAX, VIEW_PINS_MAX, VIEW_TILES_MAX, type Tile, type View } from '../../protocol/index.ts'

/** Layout changes come in bursts; within this time they travel together. */
const INTERVAL_MS = 100
/** After a refusal, when nothing newer comes. */
const RETRY_MS = 1_000

/**
 * Tells the server what is on the screen: the first change at once, those in
 * quick succession together, and nothing twice.
 */
export class ViewSender {
  readonly #send: (view: View) => Promise<unknown>
  #wanted: View | null = null
  /** What the server knows, as text for comparison. */
  #known: string | null = null
  #seated = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #inFlight = false
  /** Counts seats, so that the end of an older one's request changes nothing. */
  #seat = 0

  /** @param send - rejects when the server did not take it */
  constructor(send: (view: View) => Promise<unknown>) {
    this.#send = send
  }

  set(view: View): void {
    this.#wanted = normaliseView(view)
    this.#flush()
  }

  /** A seat was taken whose server side knows of no view yet. */
  seated(): void {
    this.#seated = true
    this.#seat += 1
    this.#inFlight = false
    this.#known = null
    this.#flush()
  }

  /** The seat is lost for now; the view is kept. */
  unseated(): void {
    this.#seated = false
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #flush(): void {
    // While the timer runs or a request is under way, its end comes back here.
    if (!this.#seated || this.#timer !== undefined || this.#inFlight || !this.#wanted) return
    const text = JSON.stringify(this.#wanted)
    if (text === this.#known) return
    this.#known = text
    this.#inFlight = true
    this.#wait(INTERVAL_MS)
    const seat = this.#seat
    const settled = (succeeded: boolean): void => {
      if (seat !== this.#seat) return
      this.#inFlight = false
      if (!succeeded) {
        this.#known = null
        this.#wait(RETRY_MS)
      }
      this.#flush()
    }
    this.#send(this.#wanted).then(
      () => settled(true),
      () => settled(false),
    )
  }

  #wait(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#seated) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flush()
    }, delayMs)
  }
}

/** Brings measured sizes, which may be fractions or zero, into the bounds of the protocol. */
function normaliseView({ layout, tiles, pins }: View): View {
  return {
    layout,
    tiles: tiles.slice(0, VIEW_TILES_MAX).map(normaliseTile),
    pins: pins.slice(0, VIEW_PINS_MAX),
  }
}

function normaliseTile({ participantId, source, width, height }: Tile): Tile {
  const bound = (edge: number): number => Math.min(TILE_PIXELS_MAX, Math.max(1, Math.round(edge)))
  return { participantId, source, width: bound(width), height: bound(height) }
}
