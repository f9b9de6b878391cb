import { z } from 'zod'
import { TILE_PIXELS_MAX, VIEW_PINS_MAX, VIEW_TILES_MAX } from './limits.ts'
import { videoSourceSchema } from './media.ts'
import { participantIdSchema } from './participants.ts'

/** A tile that the viewer really shows, with its size in device pixels. */
export const tileSchema = z.strictObject({
  participantId: participantIdSchema,
  source: videoSourceSchema,
  width: z.int().min(1).max(TILE_PIXELS_MAX),
  height: z.int().min(1).max(TILE_PIXELS_MAX),
})
export type Tile = z.infer<typeof tileSchema>

export const layoutSchema = z.enum(['grid', 'speaker', 'spotlight', 'screen'])

/** What one viewer shows. The server forwards video for these tiles and nothing else. */
export const viewSchema = z.strictObject({
  layout: layoutSchema,
  tiles: z.array(tileSchema).max(VIEW_TILES_MAX),
  pins: z.array(participantIdSchema).max(VIEW_PINS_MAX),
  /** All tracks of the room at their best; only where the operator allows it. */
  everything: z.boolean().optional(),
})
export type View = z.infer<typeof viewSchema>
