import { z } from 'zod'
import { ROSTER_FIND_MAX, ROSTER_FROM_MAX, ROSTER_SEARCH_MAX, ROSTER_WINDOW_MAX } from './limits.ts'
import { participantIdSchema, participantSchema } from './participants.ts'

/**
 * Lists of everybody but oneself, each in an order of its own. `people`: raised hands in the order
 * in which they went up, then all by name. `stage`: who sends a camera that is on, by the age of
 * the seat, then the others by the age of theirs.
 */
export const rosterListSchema = z.enum(['stage', 'people'])

/** One of these lists. */
export type RosterList = z.infer<typeof rosterListSchema>

// Controls are in no name.
const searchText = z
  .string()
  .max(ROSTER_SEARCH_MAX)
  .regex(/^[\x20-\x7e\xa0-\u2027\u202a-\uffff]*$/)

/** Which part of a list a page looks at. */
export const rosterLookSchema = z
  .strictObject({
    list: rosterListSchema,
    /** Place of the first one, from 0. */
    from: z.int().min(0).max(ROSTER_FROM_MAX),
    /** How many places; 0 ends the look. */
    count: z.int().min(0).max(ROSTER_WINDOW_MAX),
    /** Only those whose names contain this, as `foldForSearch` folds it; for `people` alone. */
    search: searchText.optional(),
  })
  .refine(({ list, search }) => list === 'people' || search === undefined, {
    path: ['search'],
    message: 'Only the list of people can be searched',
  })

/** A look at a list, as `rosterLookSchema` describes it. */
export type RosterLook = z.infer<typeof rosterLookSchema>

/** What is in a window at first. */
export const rosterWindowSchema = z.object({
  /** How long the list is, or how many a search found. */
  total: z.number(),
  /** Place of the first one in it; less than was asked for when the list ends before. */
  from: z.number(),
  /** Those in the window, in their order. */
  participants: z.array(participantSchema),
})

/** A window as its page gets it, as `rosterWindowSchema` describes it. */
export type RosterWindow = z.infer<typeof rosterWindowSchema>

/** What is in a window now. */
export const rosterChangedSchema = z.object({
  list: rosterListSchema,
  total: z.number(),
  from: z.number(),
  /** Everybody in the window, in order. */
  ids: z.array(participantIdSchema),
  /** Those of them who were not in it before. */
  participants: z.array(participantSchema),
})

/** A change of a window, as `rosterChangedSchema` describes it. */
export type RosterChanged = z.infer<typeof rosterChangedSchema>

/** Whom a page looks for, for a private message or a mention. */
export const rosterFindSchema = z.strictObject({
  /** A part of a name, as `foldForSearch` folds it; an empty one finds everybody. */
  search: searchText,
  limit: z.int().min(1).max(ROSTER_FIND_MAX),
})

/** Whom a search has found. */
export const rosterFoundSchema = z.object({
  participants: z.array(z.object({ id: participantIdSchema, name: z.string() })),
})

/** What a search found, as `rosterFoundSchema` describes it. */
export type RosterFound = z.infer<typeof rosterFoundSchema>
