import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setPreference, usePreferences } from '../../store/preferences.ts'
import { Dialog } from '../controls/dialog.tsx'
import { SwitchRow } from '../controls/switch-row.tsx'
import { AppearanceSection } from './appearance-section.tsx'

interface SettingsDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Choices of devices; only where a room is open, so that the first page stays light. */
  devices?: ReactNode
}

/** What a person can set for themselves on this device. */
export function SettingsDialog({ open, onOpenChange, devices }: SettingsDialogProps): ReactNode {
  const { t } = useTranslation()
  const shortcuts = usePreferences((state) => state.shortcuts)
  const sounds = usePreferences((state) => state.sounds)
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('settings.title')} text={t('settings.text')}>
      {devices}
      <AppearanceSection />
      <section className="dialog-section">
        <h3>{t('settings.sounds')}</h3>
        <SwitchRow
          label={t('settings.chime')}
          checked={sounds}
          onChange={(checked) => setPreference('sounds', checked)}
        />
      </section>
      <section className="dialog-section">
        <h3>{t('settings.keyboard')}</h3>
        <SwitchRow
          label={t('settings.shortcuts')}
          hint={t('settings.shortcutsHint')}
          checked={shortcuts}
          onChange={(checked) => setPreference('shortcuts', checked)}
        />
      </section>
    </Dialog>
  )
}
