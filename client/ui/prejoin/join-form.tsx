import { CircleAlert, Loader } from 'lucide-react'
import { useRef, useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { DISPLAY_NAME_MAX } from '../../../protocol/limits.ts'
import { checkDisplayName } from '../../../protocol/display-name.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { setPreference, usePreferences } from '../../store/preferences.ts'
import { useEntryFocus } from '../browser/use-entry-focus.ts'
import { NARROW, useMediaQuery } from '../browser/use-media-query.ts'
import { TextField } from '../controls/text-field.tsx'
import { whenOpen } from '../room/opening.ts'
import { failureText } from '../shell/failure-text.ts'
import { nameProblemText } from '../shell/name-problem-text.ts'

/**
 * Asks for the name and joins with it. Until something is typed, the page around this one may still bring a name.
 *
 * @param children - the device choices
 */
export function JoinForm({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation()
  const remembered = usePreferences((preferences) => preferences.name)
  const [typed, setName] = useState<string>()
  const name = typed ?? remembered
  const [error, setError] = useState<string>()
  const [isWaiting, setWaiting] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEntryFocus(name ? button : field)
  const isJoining = useMeeting((state) => state.phase === 'joining') || isWaiting
  const failure = useMeeting((state) => state.failure)
  const isElsewhere = useMeeting((state) => state.isElsewhere)
  // On a phone the way in comes first: the devices stand below what fits the screen.
  const isNarrow = useMediaQuery(NARROW)

  const join = async (take: (name: string) => Promise<void>): Promise<void> => {
    if (isJoining) return
    const { name: displayName, problem } = checkDisplayName(name)
    if (problem) {
      setError(name.trim() ? nameProblemText(problem, t('prejoin.nameRefused'), t) : t('prejoin.nameMissing'))
      field.current?.focus()
      return
    }
    setPreference('name', displayName)
    setName(displayName)
    setWaiting(true)
    await whenOpen()
    await take(displayName)
    setWaiting(false)
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    void join((chosen) => actions.join(chosen))
  }
  return (
    <form className="prejoin-form" onSubmit={submit} noValidate>
      <TextField
        label={t('prejoin.name')}
        inputRef={field}
        value={name}
        error={error}
        maxLength={DISPLAY_NAME_MAX * 2}
        autoComplete="name"
        enterKeyHint="go"
        spellCheck={false}
        onChange={(event) => {
          setName(event.target.value)
          setError(undefined)
        }}
      />
      {!isNarrow && children}
      <div aria-live="assertive">
        {failure && !isJoining && (
          <p className="join-failure">
            <CircleAlert size={18} aria-hidden="true" />
            <span>{failureText(failure, t)}</span>
          </p>
        )}
      </div>
      <button ref={button} type="submit" className="button button-primary button-large" aria-busy={isJoining}>
        {isJoining && <Loader size={20} className="spin" aria-hidden="true" />}
        <span>{t(isJoining ? 'prejoin.joining' : 'prejoin.join')}</span>
      </button>
      {isElsewhere && !isJoining && (
        <div className="join-elsewhere" role="status">
          <p>{t('prejoin.elsewhere')}</p>
          <button
            type="button"
            className="button"
            onClick={() => void join((chosen) => actions.joinAsAnother(chosen))}
          >
            {t('prejoin.asAnother')}
          </button>
        </div>
      )}
      {isNarrow && children}
    </form>
  )
}
