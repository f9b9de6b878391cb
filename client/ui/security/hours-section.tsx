import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { SwitchRow } from '../controls/switch-row.tsx'
import { draftOf } from './hours-draft.ts'
import { HoursEditor } from './hours-editor.tsx'
import { Trouble } from './rule-controls.tsx'
import { useRule } from './use-rule.ts'

/** When the room is open. */
export function HoursSection(): ReactNode {
  const { t } = useTranslation()
  const { value, set, isBusy, failure } = useRule('hours')
  const [isEditing, setEditing] = useState(false)
  const isOn = value !== null || isEditing
  return (
    <section className="security-section">
      <h3>{t('security.hours')}</h3>
      <SwitchRow
        label={t('security.hoursOn')}
        hint={t('security.hoursHint')}
        checked={isOn}
        onChange={(checked) => {
          setEditing(checked)
          if (!checked && value !== null) void set(null)
        }}
      />
      {isOn && (
        <HoursEditor
          // Another host may change them meanwhile.
          key={JSON.stringify(value)}
          start={draftOf(value, Intl.DateTimeFormat().resolvedOptions().timeZone)}
          isBusy={isBusy}
          onSave={set}
        />
      )}
      <Trouble failure={failure} />
    </section>
  )
}
