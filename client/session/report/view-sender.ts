import { VIEW_PINS_MAX, VIEW_TILES_MAX, type Tile, type View } from '../../../protocol/index.ts'
import { wholePixels } from '../../numbers.ts'
import { LatestSender } from './latest-sender.ts'

/** Layout changes come in bursts; within this time they travel together. */
const INTERVAL_MS = 100

/** Tells the server what is on the screen. */
export class ViewSender extends LatestSender<View> {
  /** @param send - rejects when the server did not take it */
  constructor(send: (view: View) => Promise<unknown>) {
    super(send, INTERVAL_MS)
  }

  override set(view: View): void {
    super.set(normaliseView(view))
  }
}

/** Brings measured sizes, which may be fractions or zero, into the bounds of the protocol. */
function normaliseView({ tiles, pins }: View): View {
  return {
    tiles: tiles.slice(0, VIEW_TILES_MAX).map(normaliseTile),
    pins: pins.slice(0, VIEW_PINS_MAX),
  }
}

function normaliseTile({ participantId, source, width, height }: Tile): Tile {
  return { participantId, source, width: wholePixels(width), height: wholePixels(height) }
}
