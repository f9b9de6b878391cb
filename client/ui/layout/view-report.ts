import { VIEW_TILES_MAX } from '../../../protocol/limits.ts'
import type { Participant, Tile, View } from '../../../protocol/index.ts'
import { wholePixels } from '../../numbers.ts'
import type { StagePlan } from './stage-plan.ts'
import type { TileRef } from './stage-tiles.ts'

/** Who is in the room, as far as the server tells this page. */
interface KnownPeople {
  self: Participant | null
  participants: Readonly<Record<string, Participant>>
  isWhole: boolean
}

/**
 * Says to the server what is visible: tiles of others, in device pixels. Those
 * whose camera is off are named too, so that a picture comes at once when it goes on.
 *
 * @param hidden - those whom this person does not want to see: nothing of them is sent here
 */
export function viewOf(
  plan: Pick<StagePlan, 'tiles'>,
  { self, participants, isWhole }: KnownPeople,
  pinned: readonly TileRef[],
  pixelRatio: number,
  hidden: readonly string[] = [],
): View {
  const tiles: Tile[] = []
  for (const { participantId, source, width, height } of plan.tiles) {
    if (!participants[participantId] || hidden.includes(participantId)) continue
    tiles.push({
      participantId,
      source,
      width: wholePixels(width * pixelRatio),
      height: wholePixels(height * pixelRatio),
    })
  }
  // In a large room a pin is what makes somebody known.
  const isHere = (id: string): boolean => (isWhole ? participants[id] !== undefined : id !== self?.id)
  const pins = [...new Set(pinned.map(({ participantId }) => participantId))].filter(isHere)
  return { tiles: tiles.slice(0, VIEW_TILES_MAX), pins }
}
