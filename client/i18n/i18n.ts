import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { usePreferences } from '../store/preferences.ts'
import type { check } from './en/check.ts'
import { en } from './en.ts'
import { directionOf, resolveLanguage, type Language } from './languages.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en; check: typeof check }
  }
}

/** Prepares all texts in the chosen language, then follows the choice. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes already.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await showLanguage()
  usePreferences.subscribe((now, before) => {
    if (now.language !== before.language) void showLanguage()
  })
}

/** Fetches the texts of the guest's own check, in all languages: no room needs them. */
export async function loadCheckTexts(): Promise<void> {
  const [english, korean] = await Promise.all([import('./en/check.ts'), import('./ko/check.ts')])
  i18next.addResourceBundle('en', 'check', english.check)
  i18next.addResourceBundle('ko', 'check', korean.check)
}

async function showLanguage(): Promise<void> {
  const language = chosenLanguage()
  await loadLanguage(language)
  // Another one was chosen while this one was fetched.
  if (language !== chosenLanguage()) return
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

function chosenLanguage(): Language {
  return resolveLanguage(usePreferences.getState().language, navigator.languages)
}

// English is always there, as the fallback; others are fetched when they are wanted.
async function loadLanguage(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return
  const { ko } = await import('./ko.ts')
  i18next.addResourceBundle(language, 'translation', ko)
}
