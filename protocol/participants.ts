import { z } from 'zod'
import { sourceSchema } from './media.ts'
import { roleSchema } from './roles.ts'

/** Opaque id of a seat. It outlives its connection, and is never reused in a room. */
export const participantIdSchema = z.string().regex(/^[\w-]{8,32}$/)

/**
 * Why a device that is on brings nothing, as far as its page can tell. `muted`: the system or the
 * browser has muted it. `no-frames`: it is open and delivers nothing.
 */
export const captureFaultSchema = z.enum(['muted', 'no-frames'])

/** One of these reasons. */
export type CaptureFault = z.infer<typeof captureFaultSchema>

/** One thing that a participant sends, as others see it. */
export const publicationSchema = z.object({
  source: sourceSchema,
  /** True while muted: the producer exists and sends nothing. */
  paused: z.boolean(),
  /** Who has stopped it, as a name; absent when its owner did, or when it runs. */
  stoppedBy: z.string().optional(),
  /** Why nothing comes of it although it is on; absent while all is well. `no-path`: none of its media gets through. */
  fault: z.enum([...captureFaultSchema.options, 'no-path']).optional(),
})

/** A track that somebody sends, as `publicationSchema` describes it. */
export type Publication = z.infer<typeof publicationSchema>

/** A participant as every other one sees it. */
export const participantSchema = z.object({
  id: participantIdSchema,
  name: z.string(),
  role: roleSchema,
  /** Server time in milliseconds when the hand went up, or null. */
  handRaisedAt: z.number().nullable(),
  /** `reconnecting` while the seat waits for its owner to come back. */
  connection: z.enum(['connected', 'reconnecting']),
  publications: z.array(publicationSchema),
  /** Address of a picture of them, from their account; absent where there is none. */
  picture: z.string().optional(),
})

/** Somebody in a room, as `participantSchema` describes it. */
export type Participant = z.infer<typeof participantSchema>

/** Fields of a participant that changed; `publications` is the whole new list. */
export const participantUpdateSchema = participantSchema.partial().required({ id: true })

/** A change, as `participantUpdateSchema` describes it. */
export type ParticipantUpdate = z.infer<typeof participantUpdateSchema>
