import { Loader } from 'lucide-react'
import { useRef, useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { DISPLAY_NAME_MAX } from '../../../protocol/limits.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { useEntryFocus } from '../browser/use-entry-focus.ts'
import { NARROW, useMediaQuery } from '../browser/use-media-query.ts'
import { TextField } from '../controls/text-field.tsx'
import { whenOpen } from '../room/opening.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { JoinFailure } from './join-failure.tsx'
import { PasswordField } from './password-field.tsx'
import { useRoomPassword } from './use-room-password.ts'
import { useTypedName } from './use-typed-name.ts'
import { WhoseRoom } from './whose-room.tsx'

/**
 * Asks for the name, and the password where there is one, and joins with them. Until a name is typed, the page
 * around this one may still bring one.
 *
 * @param children - the device choices
 */
export function JoinForm({ room, children }: { room: string; children: ReactNode }): ReactNode {
  const { t } = useTranslation()
  const name = useTypedName()
  const password = useRoomPassword()
  const [isWaiting, setWaiting] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEntryFocus(name.typed ? button : name.field)
  const isJoining = useMeeting((state) => state.phase === 'joining') || isWaiting
  // On a phone the way in comes first: the devices stand below what fits the screen.
  const isNarrow = useMediaQuery(NARROW)

  const join = async (take: (name: string) => Promise<void>): Promise<void> => {
    if (isJoining) return
    const displayName = name.take()
    if (displayName === undefined) return
    setWaiting(true)
    await whenOpen()
    await take(displayName)
    setWaiting(false)
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    void join((chosen) => actions.join(chosen, password.typed))
  }
  const claim = (): void => {
    const displayName = name.take()
    if (displayName !== undefined) void actions.claim(displayName)
  }
  return (
    <form className="prejoin-form" onSubmit={submit} noValidate>
      <TextField
        label={t('prejoin.name')}
        inputRef={name.field}
        value={name.typed}
        error={name.error}
        maxLength={DISPLAY_NAME_MAX * 2}
        autoComplete="name"
        enterKeyHint="go"
        spellCheck={false}
        onChange={(event) => name.type(event.target.value)}
      />
      {password.isAsked && <PasswordField password={password} isBusy={isJoining} />}
      {!isNarrow && children}
      <JoinFailure room={room} isJoining={isJoining} />
      <button ref={button} type="submit" className="button button-primary button-large" aria-busy={isJoining}>
        {isJoining && <Loader size={20} className="spin" aria-hidden="true" />}
        <span>{t(isJoining ? 'prejoin.joining' : 'prejoin.join')}</span>
      </button>
      {!isJoining && <Elsewhere onJoin={() => void join((chosen) => actions.joinAsAnother(chosen))} />}
      <ErrorBoundary fallback={null}>
        <WhoseRoom onClaim={claim} />
      </ErrorBoundary>
      {isNarrow && children}
    </form>
  )
}

/** Says that another tab is in the meeting already, where one is. */
function Elsewhere({ onJoin }: { onJoin: () => void }): ReactNode {
  const { t } = useTranslation()
  const isElsewhere = useMeeting((state) => state.isElsewhere)
  if (!isElsewhere) return null
  return (
    <div className="join-elsewhere" role="status">
      <p>{t('prejoin.elsewhere')}</p>
      <button type="button" className="button" onClick={onJoin}>
        {t('prejoin.asAnother')}
      </button>
    </div>
  )
}
