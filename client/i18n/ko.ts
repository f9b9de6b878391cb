import { doors } from './ko/doors.ts'
import { meeting } from './ko/meeting.ts'
import { moderation } from './ko/moderation.ts'
import { pages } from './ko/pages.ts'
import { panels } from './ko/panels.ts'
import { problems } from './ko/problems.ts'
import { security } from './ko/security.ts'

/** All Korean texts. */
export const ko = { ...pages, problems, meeting, moderation, ...panels, ...doors, security }
