import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGE_NAMES } from '../../i18n/languages.ts'
import { setPreference, usePreferences, type LanguageChoice, type Theme } from '../../store/preferences.ts'
import { SelectField } from '../controls/select-field.tsx'

/** Theme and language. */
export function AppearanceSection(): ReactNode {
  const { t } = useTranslation()
  const theme = usePreferences((state) => state.theme)
  const language = usePreferences((state) => state.language)
  const themes = [
    { value: 'system', label: t('settings.themeSystem') },
    { value: 'light', label: t('settings.themeLight') },
    { value: 'dark', label: t('settings.themeDark') },
  ]
  const languages = [
    { value: 'system', label: t('settings.languageSystem') },
    ...Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label })),
  ]
  return (
    <section className="dialog-section">
      <h3>{t('settings.appearance')}</h3>
      <div className="dialog-pair">
        <SelectField
          label={t('settings.theme')}
          value={theme}
          options={themes}
          onChange={(value) => setPreference('theme', value as Theme)}
        />
        <SelectField
          label={t('settings.language')}
          value={language}
          options={languages}
          onChange={(value) => setPreference('language', value as LanguageChoice)}
        />
      </div>
    </section>
  )
}
