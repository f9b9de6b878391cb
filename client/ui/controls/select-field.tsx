import { ChevronDown } from 'lucide-react'
import { useId, type ReactNode } from 'react'

/** One choice of a list. */
export interface SelectOption {
  value: string
  label: string
}

interface SelectFieldProps {
  label: string
  value: string
  options: readonly SelectOption[]
  onChange: (value: string) => void
  disabled?: boolean
  icon?: ReactNode
}

/** A labelled native list: every device opens it in the way its owner knows. */
export function SelectField({
  label,
  value,
  options,
  onChange,
  disabled,
  icon,
}: SelectFieldProps): ReactNode {
  const id = useId()
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {icon}
        <span>{label}</span>
      </label>
      <div className="select-box">
        <select
          id={id}
          className="select"
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={18} aria-hidden="true" />
      </div>
    </div>
  )
}
