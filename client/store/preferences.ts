import { create } from 'zustand'
import { readText, writeText } from './storage.ts'

/** Light, dark, or whatever the system says. */
export type Theme = 'system' | 'light' | 'dark'
/** Language of the interface; `system` follows the browser. */
export type LanguageChoice = 'system' | 'en' | 'ko'

/** What a person chose on this device, kept between visits. */
export interface Preferences {
  theme: Theme
  language: LanguageChoice
  /** Whether the own camera picture is mirrored, for oneself only. */
  mirror: boolean
  /** Whether single keys act, as `m` for the microphone. */
  shortcuts: boolean
  /** Whether the page makes sounds of its own. */
  sounds: boolean
  /** Display name of the last visit. */
  name: string
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const LANGUAGES: readonly LanguageChoice[] = ['system', 'en', 'ko']

function oneOf<T extends string>(choices: readonly T[], value: string | undefined, fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback
}

/** The preferences, for components. */
export const usePreferences = create<Preferences>(() => ({
  theme: oneOf(THEMES, readText('theme'), 'system'),
  language: oneOf(LANGUAGES, readText('language'), 'system'),
  mirror: readText('mirror') !== 'off',
  shortcuts: readText('shortcuts') !== 'off',
  sounds: readText('sounds') !== 'off',
  name: readText('name') ?? '',
}))

/** Changes one preference and remembers it. */
export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  usePreferences.setState({ [key]: value })
  writeText(key, typeof value === 'boolean' ? (value ? '' : 'off') : value === 'system' ? '' : value)
}
