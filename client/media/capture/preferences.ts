import { z } from 'zod'

const preferencesSchema = z.object({
  microphoneOn: z.boolean().catch(true),
  cameraOn: z.boolean().catch(true),
  resolution: z.enum(['180p', '360p', '720p', '1080p']).catch('720p'),
  camera: z.string().catch(''),
  microphone: z.string().catch(''),
  speaker: z.string().catch(''),
})

/** Choices that a person made on this device, kept from one meeting to the next. */
type MediaPreferences = z.infer<typeof preferencesSchema>

/** Remembers choices in the browser, and for the page alone where that is forbidden. */
export interface PreferenceStore {
  read(): MediaPreferences
  write(change: Partial<MediaPreferences>): void
}

const KEY = 'plenary.media'

/** @param storage - where choices live; undefined to keep them for the page alone */
export function createPreferences(storage: Storage | undefined = findLocalStorage()): PreferenceStore {
  let current = parse(attempt(() => storage?.getItem(KEY)))
  return {
    read: () => current,
    write: (change) => {
      current = { ...current, ...change }
      attempt(() => storage?.setItem(KEY, JSON.stringify(current)))
    },
  }
}

/** Reads what an older version, or a person with developer tools, may have written. */
function parse(text: string | null | undefined): MediaPreferences {
  const result = preferencesSchema.safeParse(attempt<unknown>(() => JSON.parse(text ?? '{}')))
  return result.success ? result.data : preferencesSchema.parse({})
}

function findLocalStorage(): Storage | undefined {
  // Reading the property alone throws where site data is blocked.
  return attempt(() => globalThis.localStorage)
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
