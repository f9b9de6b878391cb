import { Plus, Trash2 } from 'lucide-react'
import { useMemo, useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpeningHours } from '../../../protocol/index.ts'
import { SelectField } from '../controls/select-field.tsx'
import {
  addWindow,
  changeWindow,
  dayNames,
  readDraft,
  removeWindow,
  toggleDay,
  WINDOWS_MAX,
  type DraftWindow,
  type HoursDraft,
} from './hours-draft.ts'

interface HoursEditorProps {
  start: HoursDraft
  isBusy: boolean
  onSave: (hours: OpeningHours) => Promise<unknown>
}

/** Edits the times at which a room is open. */
export function HoursEditor({ start, isBusy, onSave }: HoursEditorProps): ReactNode {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(start)
  const [problem, setProblem] = useState<'days' | 'order'>()
  const zones = useMemo(() => zonesWith(draft.timeZone), [draft.timeZone])
  const change = (next: HoursDraft): void => {
    setDraft(next)
    setProblem(undefined)
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    const hours = readDraft(draft)
    if (typeof hours === 'string') setProblem(hours)
    else void onSave(hours)
  }
  return (
    <form className="security-form" onSubmit={submit} noValidate>
      <SelectField
        label={t('security.timeZone')}
        value={draft.timeZone}
        options={zones}
        onChange={(timeZone) => change({ ...draft, timeZone })}
      />
      {draft.windows.map((window, index) => (
        <WindowFields
          key={index}
          window={window}
          onChange={(part) => change(changeWindow(draft, index, part))}
          onRemove={draft.windows.length > 1 ? () => change(removeWindow(draft, index)) : undefined}
        />
      ))}
      <div aria-live="assertive">
        {problem && (
          <p className="field-error">
            {t(problem === 'days' ? 'security.hoursDays' : 'security.hoursOrder')}
          </p>
        )}
      </div>
      <div className="security-actions">
        <button type="submit" className="button button-primary" disabled={isBusy}>
          {t('security.saveHours')}
        </button>
        {draft.windows.length < WINDOWS_MAX && (
          <button type="button" className="button" onClick={() => change(addWindow(draft))}>
            <Plus size={18} aria-hidden="true" />
            <span>{t('security.addWindow')}</span>
          </button>
        )}
      </div>
    </form>
  )
}

interface WindowFieldsProps {
  window: DraftWindow
  onChange: (part: Partial<DraftWindow>) => void
  onRemove: (() => void) | undefined
}

function WindowFields({ window, onChange, onRemove }: WindowFieldsProps): ReactNode {
  const { t, i18n } = useTranslation()
  const names = dayNames(i18n.language)
  return (
    <fieldset className="hours-window">
      <legend className="visually-hidden">{t('security.days')}</legend>
      <div className="hours-days">
        {names.map((name, index) => (
          <button
            key={name}
            type="button"
            className="hours-day"
            aria-pressed={window.days.includes(index + 1)}
            onClick={() => onChange({ days: toggleDay(window.days, index + 1) })}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="hours-times">
        <input
          type="time"
          className="input"
          aria-label={t('security.opens')}
          value={window.from}
          onChange={(event) => onChange({ from: event.target.value })}
        />
        <span aria-hidden="true">–</span>
        <input
          type="time"
          className="input"
          aria-label={t('security.closes')}
          value={window.until}
          onChange={(event) => onChange({ until: event.target.value })}
        />
        {onRemove && (
          <button
            type="button"
            className="icon-button"
            aria-label={t('security.removeWindow')}
            onClick={onRemove}
          >
            <Trash2 size={18} aria-hidden="true" />
          </button>
        )}
      </div>
    </fieldset>
  )
}

/** All time zones that the browser knows, and the one that was chosen elsewhere. */
function zonesWith(chosen: string): { value: string; label: string }[] {
  const zones = new Set([chosen, 'UTC', ...Intl.supportedValuesOf('timeZone')])
  return [...zones].sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
}
