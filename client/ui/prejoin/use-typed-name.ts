import { useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { checkDisplayName } from '../../../protocol/display-name.ts'
import { setPreference, usePreferences } from '../../store/preferences.ts'
import { nameProblemText } from '../shell/name-problem-text.ts'

/** The name that somebody types, and what is wrong with it. */
export interface TypedName {
  typed: string
  error: string | undefined
  field: RefObject<HTMLInputElement | null>
  type: (typed: string) => void
  /** Takes the name, and remembers it; undefined, with the reason at the field, when it cannot be used. */
  take: () => string | undefined
}

/** The name as it was typed at an earlier visit, or is typed now. */
export function useTypedName(): TypedName {
  const { t } = useTranslation()
  const remembered = usePreferences((preferences) => preferences.name)
  const [own, setTyped] = useState<string>()
  // Until something is typed, the page around this one may still bring a name.
  const typed = own ?? remembered
  const [error, setError] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  return {
    typed,
    error,
    field,
    type: (text) => {
      setTyped(text)
      setError(undefined)
    },
    take: () => {
      const { name, problem } = checkDisplayName(typed)
      if (!problem) {
        setPreference('name', name)
        setTyped(name)
        return name
      }
      setError(
        typed.trim() ? nameProblemText(problem, t('prejoin.nameRefused'), t) : t('prejoin.nameMissing'),
      )
      field.current?.focus()
      return undefined
    },
  }
}
