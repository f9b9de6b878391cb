import type { LanguageChoice } from '../store/preferences.ts'

/** Languages that are complete. */
export type Language = 'en' | 'ko'

/** Each language by its own name, so that its speakers find it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' }

/** Languages that are written from right to left; prepared, as none is translated yet. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur'])

/**
 * The language to show.
 *
 * @param preferred - `navigator.languages`, best first
 */
export function resolveLanguage(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'system') return choice
  for (const tag of preferred) {
    const language = tag.split('-')[0]?.toLowerCase()
    if (language === 'en' || language === 'ko') return language
  }
  return 'en'
}

/** Reading direction of a language. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr'
}
