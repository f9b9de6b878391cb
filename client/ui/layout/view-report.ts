import { VIEW_TILES_MAX } from '../../../protocol/limits.ts'
import type { Participant, Tile, View } from '../../../protocol/index.ts'
import { wholePixels } from '../../numbers.ts'
import type { StagePlan, TileRef } from './stage-plan.ts'

/**
 * Says to the server what is visible: tiles of others, in device pixels. Those
 * whose camera is off are named too, so that a picture comes at once when it goes on.
 */
export function viewOf(
  plan: Pick<StagePlan, 'tiles'>,
  participants: Readonly<Record<string, Participant>>,
  pinned: readonly TileRef[],
  pixelRatio: number,
): View {
  const tiles: Tile[] = []
  for (const { participantId, source, width, height } of plan.tiles) {
    if (!participants[participantId]) continue
    tiles.push({
      participantId,
      source,
      width: wholePixels(width * pixelRatio),
      height: wholePixels(height * pixelRatio),
    })
  }
  const pins = [...new Set(pinned.map(({ participantId }) => participantId))].filter((id) => participants[id])
  return { tiles: tiles.slice(0, VIEW_TILES_MAX), pins }
}
