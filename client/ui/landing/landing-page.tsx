import { useRef, useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../controls/text-field.tsx'
import { keepLinkKeys } from '../../store/link-keys.ts'
import { BRAND } from '../browser/brand.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { useEntryFocus } from '../browser/use-entry-focus.ts'
import { navigate } from '../routing/navigation.ts'
import { readLinkKeys } from '../routing/link-keys.ts'
import { makeRoom } from '../routing/new-room.ts'
import { roomPath } from '../routing/route.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { nameProblemText } from '../shell/name-problem-text.ts'
import { MarkedText } from '../shell/marked-text.tsx'
import { PageShell } from '../shell/page-shell.tsx'
import '../styles/landing.css'
import { RecentRooms } from './recent-rooms.tsx'
import { fragmentOfInput, isChanged, roomFromInput, suggestRoomName } from './room-suggestion.ts'

/** Make or join a room: one field, one button, and the rooms of before. */
export function LandingPage({ problem }: { problem?: string | undefined }): ReactNode {
  const { t, i18n } = useTranslation()
  const [suggestion] = useState(suggestRoomName)
  const [typed, setTyped] = useState(suggestion)
  const [error, setError] = useState(problem)
  useDocumentTitle(BRAND.name)
  const field = useRef<HTMLInputElement>(null)
  useEntryFocus(field)
  const { name: room, problem: refusal } = roomFromInput(typed)

  const enter = (room: string): void => {
    // Only the name that nobody can guess makes a room one's own, and that without a question.
    if (room === suggestion) makeRoom(room)
    const keys = readLinkKeys(fragmentOfInput(typed))
    if (keys) keepLinkKeys(room, keys, true)
    navigate(roomPath(room))
  }
  const open = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (!refusal) enter(room)
    else setError(typed.trim() ? nameProblemText(refusal, t('landing.refused'), t) : t('landing.empty'))
  }
  const hint =
    room && isChanged(typed, room) ? (
      <span key={i18n.language}>
        <MarkedText text={t('landing.willBe', { room })} element="strong" />
      </span>
    ) : (
      <span key="hint">{t('landing.roomHint')}</span>
    )
  return (
    <PageShell>
      <div className="landing">
        <div className="landing-head">
          <h1>{t('landing.title')}</h1>
          <p className="landing-welcome">{BRAND.welcome(i18n.language) ?? t('landing.subtitle')}</p>
        </div>
        <form className="landing-form" onSubmit={open} noValidate>
          <TextField
            label={t('landing.room')}
            inputRef={field}
            hint={hint}
            error={error}
            value={typed}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="go"
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setTyped(event.target.value)
              setError(undefined)
            }}
          />
          <button type="submit" className="button button-primary button-large">
            {t('landing.open')}
          </button>
        </form>
        <ErrorBoundary fallback={null}>
          <RecentRooms />
        </ErrorBoundary>
      </div>
    </PageShell>
  )
}
