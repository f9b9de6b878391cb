import { meeting } from './ko/meeting.ts'
import { moderation } from './ko/moderation.ts'
import { pages } from './ko/pages.ts'
import { panels } from './ko/panels.ts'
import { problems } from './ko/problems.ts'

/** All Korean texts. */
export const ko = { ...pages, problems, meeting, moderation, ...panels }
