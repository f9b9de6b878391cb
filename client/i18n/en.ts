import { doors } from './en/doors.ts'
import { meeting } from './en/meeting.ts'
import { moderation } from './en/moderation.ts'
import { pages } from './en/pages.ts'
import { panels } from './en/panels.ts'
import { problems } from './en/problems.ts'
import { security } from './en/security.ts'

/** All English texts; their keys are the ones that every language must have. */
export const en = { ...pages, problems, meeting, moderation, ...panels, ...doors, security }
