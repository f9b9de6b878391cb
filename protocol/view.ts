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

/** A tile, as `tileSchema` describes it. */
export type Tile = z.infer<typeof tileSchema>

/** What one viewer shows. The server forwards video for these tiles and nothing else. */
export const viewSchema = z.strictObject({
  tiles: z.array(tileSchema).max(VIEW_TILES_MAX),
  pins: z.array(participantIdSchema).max(VIEW_PINS_MAX),
  /** All tracks of the room at their best; only where the operator allows it. */
  everything: z.boolean().optional(),
})

/** What a viewer shows, as `viewSchema` describes it. */
export type View = z.infer<typeof viewSchema>

/** Arrangement that a person asked for. */
export const layoutChoiceSchema = z.enum(['automatic', 'grid', 'speaker', 'spotlight'])

/** One of the arrangements that a person can ask for. */
export type LayoutChoice = z.infer<typeof layoutChoiceSchema>

/** A camera or screen that stands large, whoever speaks. */
export const pinSchema = z.strictObject({ participantId: participantIdSchema, source: videoSourceSchema })

/** A pin, as `pinSchema` describes it. */
export type Pin = z.infer<typeof pinSchema>

/** What a page wants to find again when it comes back to its seat, after a reload or a restart. */
export const seatMemorySchema = z.strictObject({
  layout: layoutChoiceSchema,
  /** The oldest first. */
  pins: z.array(pinSchema).max(VIEW_PINS_MAX),
  /** Number of the newest chat message to everybody that was on the screen; 0 before the first. */
  chatReadSeq: z.int().min(0),
  /** Number of the newest private one; absent before the first. */
  chatReadPrivateSeq: z.int().min(0).optional(),
})

/** What is kept with a seat, as `seatMemorySchema` describes it. */
export type SeatMemory = z.infer<typeof seatMemorySchema>
