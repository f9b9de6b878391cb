import { configSchema } from '../../server/config/schema.ts'

/** Whose sound a server forwards unless its settings say otherwise. */
export const AUDIO_DEFAULTS = configSchema.parse({}).audio
