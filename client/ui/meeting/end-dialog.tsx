import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../controls/dialog.tsx'
import { SelectField } from '../controls/select-field.tsx'
import { askServer } from '../people/ask-server.ts'

const CHOICES = ['30', '120', '300'] as const

/** Asks a host when the meeting ends for all. */
export function EndDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation()
  const [seconds, setSeconds] = useState('0')
  const end = (): void => {
    onClose()
    void askServer('room:end', { seconds: Number(seconds) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('moderation.ending.title')}
      text={t('moderation.ending.text')}
    >
      <SelectField
        label={t('moderation.ending.when')}
        value={seconds}
        options={[
          { value: '0', label: t('moderation.ending.now') },
          ...CHOICES.map((value) => ({ value, label: t(`moderation.ending.in.${value}`) })),
        ]}
        onChange={setSeconds}
      />
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="button button-danger" onClick={end}>
          {t('moderation.ending.confirm')}
        </button>
      </div>
    </Dialog>
  )
}
