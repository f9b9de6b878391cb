import { usePreferences, type Theme } from '../../store/preferences.ts'

/** Shows the chosen theme, and follows the choice. */
export function startTheme(): void {
  show(usePreferences.getState().theme)
  usePreferences.subscribe((now, before) => {
    if (now.theme !== before.theme) show(now.theme)
  })
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
