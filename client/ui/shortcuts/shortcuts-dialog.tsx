import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../store/preferences.ts'
import { Dialog } from '../controls/dialog.tsx'
import { SHORTCUT_KEYS } from './shortcut-keys.ts'

interface ShortcutsDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Lists what single keys do. */
export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps): ReactNode {
  const { t } = useTranslation()
  const isOn = usePreferences((state) => state.shortcuts)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('shortcuts.title')}
      text={t(isOn ? 'shortcuts.text' : 'shortcuts.off')}
    >
      <dl className="shortcut-list">
        {SHORTCUT_KEYS.map(({ shortcut, key }) => (
          <div key={shortcut}>
            <dt>{t(`shortcuts.${shortcut}`)}</dt>
            <dd>
              <kbd className="key">{key === 'Space' ? t('shortcuts.space') : key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
