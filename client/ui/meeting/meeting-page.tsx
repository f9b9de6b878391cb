import { useRef, type ReactNode } from 'react'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { BRAND } from '../browser/brand.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { useEntryFocus } from '../browser/use-entry-focus.ts'
import { useWakeLock } from '../browser/use-wake-lock.ts'
import { useShortcuts } from '../shortcuts/use-shortcuts.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { lazyPart } from '../shell/lazy-part.tsx'
import { useLobbyToasts, useOwnerLinkToast } from '../lobby/use-lobby-toasts.ts'
import { RemoteAudio } from '../audio/remote-audio.tsx'
import { Stage } from '../stage/stage.tsx'
import { StatusLine } from '../status/status-line.tsx'
import '../styles/meeting.css'
import { useUnread } from '../toolbar/panel-controls.tsx'
import { Toolbar } from '../toolbar/toolbar.tsx'
import { Toasts } from '../toasts/toasts.tsx'
import { loadChat, loadDialogs, loadHostWords, loadLog, loadPeople, loadSecurity } from './parts.ts'
import { useMeetingToasts } from './use-meeting-toasts.ts'
import { useModerationToasts } from './use-moderation-toasts.ts'
import { useParts } from './use-parts.ts'
import { usePresenceLog } from './use-presence-log.ts'

const ChatPanel = lazyPart(async () => (await loadChat()).ChatPanel)
const PeoplePanel = lazyPart(async () => (await loadPeople()).PeoplePanel)
const LogPanel = lazyPart(async () => (await loadLog()).LogPanel)
const HostWords = lazyPart(async () => (await loadHostWords()).HostWords)
const SecurityPanel = lazyPart(async () => (await loadSecurity()).SecurityPanel)
const MeetingDialogs = lazyPart(async () => (await loadDialogs()).MeetingDialogs)

/** The meeting: the stage, the panels beside it, and the controls below. */
export function MeetingPage(): ReactNode {
  const panel = useInterface((state) => state.panel)
  const hasDialog = useInterface((state) => state.dialog !== null)
  const hasWords = useMeeting(({ moderation, ending }) => moderation.asked.length > 0 || ending !== null)
  const room = useMeeting((state) => state.room)
  // The stage: a control would take the space bar, which people hold in order to talk.
  const stage = useRef<HTMLElement>(null)
  useEntryFocus(stage)
  return (
    <div className="meeting">
      <ErrorBoundary fallback={null}>
        <Attendants />
      </ErrorBoundary>
      <ErrorBoundary fallback={<header className="status-line" />}>
        <StatusLine />
      </ErrorBoundary>
      <main ref={stage} className="meeting-stage" tabIndex={-1} aria-label={room ?? undefined}>
        <ErrorBoundary place="aside">
          <Stage />
        </ErrorBoundary>
      </main>
      <ErrorBoundary fallback={null}>{hasWords && <HostWords />}</ErrorBoundary>
      <ErrorBoundary key={panel} place="aside">
        {panel === 'chat' && <ChatPanel />}
        {panel === 'people' && <PeoplePanel />}
        {panel === 'log' && <LogPanel />}
        {panel === 'security' && <SecurityPanel />}
      </ErrorBoundary>
      <footer className="meeting-controls">
        <Toolbar />
      </footer>
      <RemoteAudio />
      <ErrorBoundary place="aside">{hasDialog && <MeetingDialogs />}</ErrorBoundary>
      <ErrorBoundary fallback={null}>
        <Toasts />
      </ErrorBoundary>
    </div>
  )
}

/** What goes on behind the meeting; renders nothing, so that it makes nothing else render. */
function Attendants(): ReactNode {
  const room = useMeeting((state) => state.room)
  const unread = useUnread()
  useDocumentTitle(`${unread > 0 ? `(${unread}) ` : ''}${room} · ${BRAND.name}`)
  useShortcuts()
  useWakeLock()
  useParts()
  usePresenceLog()
  useMeetingToasts()
  useModerationToasts()
  useLobbyToasts()
  useOwnerLinkToast()
  return null
}
