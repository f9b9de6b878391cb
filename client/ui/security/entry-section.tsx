import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../controls/text-field.tsx'
import { parseMost } from './most-people.ts'
import { RuleSwitch, Trouble } from './rule-controls.tsx'
import { useRule } from './use-rule.ts'

/** Lock, lobby, and how many come in at most. */
export function EntrySection(): ReactNode {
  const { t } = useTranslation()
  return (
    <section className="security-section">
      <h3>{t('security.entry')}</h3>
      <RuleSwitch rule="locked" label={t('security.locked')} hint={t('security.lockedHint')} />
      <RuleSwitch rule="lobby" label={t('security.lobby')} hint={t('security.lobbyHint')} />
      <MostPeople />
    </section>
  )
}

function MostPeople(): ReactNode {
  const { t } = useTranslation()
  const { value, set, failure } = useRule('maxParticipants')
  const [typed, setTyped] = useState<string>()
  const [isWrong, setWrong] = useState(false)
  const apply = (event?: SyntheticEvent): void => {
    event?.preventDefault()
    if (typed === undefined) return
    const most = parseMost(typed)
    setWrong(most === undefined)
    if (most === undefined) return
    setTyped(undefined)
    if (most !== value) void set(most)
  }
  return (
    <form onSubmit={apply} noValidate>
      <TextField
        label={t('security.most')}
        hint={t('security.mostHint')}
        error={isWrong ? t('security.mostWrong') : undefined}
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? (value === null ? '' : String(value))}
        onChange={(event) => {
          setTyped(event.target.value)
          setWrong(false)
        }}
        onBlur={() => apply()}
      />
      <Trouble failure={failure} />
    </form>
  )
}
