import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../session/state/state.ts'
import { SelectField } from '../controls/select-field.tsx'
import { SwitchRow } from '../controls/switch-row.tsx'
import { failureText } from '../shell/failure-text.ts'
import { useRule } from './use-rule.ts'

/** Says, beside a control, why what was chosen does not hold. */
export function Trouble({ failure }: { failure: Failure | null }): ReactNode {
  const { t } = useTranslation()
  return (
    <div aria-live="assertive">{failure && <p className="field-error">{failureText(failure, t)}</p>}</div>
  )
}

interface RuleSwitchProps {
  rule: 'locked' | 'lobby' | 'webinar' | 'startMuted'
  label: string
  hint?: string
}

/** A rule that holds or does not. */
export function RuleSwitch({ rule, label, hint }: RuleSwitchProps): ReactNode {
  const { value, set, failure } = useRule(rule)
  return (
    <div>
      <SwitchRow
        label={label}
        {...(hint === undefined ? {} : { hint })}
        checked={value}
        onChange={(checked) => void set(checked)}
      />
      <Trouble failure={failure} />
    </div>
  )
}

interface RuleSelectProps<V extends string> {
  rule: 'microphone' | 'camera' | 'screen' | 'chat' | 'privateChat' | 'rename'
  label: string
  options: readonly { value: V; label: string }[]
}

/** A rule that says who may do something. */
export function RuleSelect<V extends string>({ rule, label, options }: RuleSelectProps<V>): ReactNode {
  const { value, set, failure } = useRule(rule)
  return (
    <div>
      <SelectField
        label={label}
        value={value}
        options={options}
        onChange={(chosen) => void set(chosen as never)}
      />
      <Trouble failure={failure} />
    </div>
  )
}
