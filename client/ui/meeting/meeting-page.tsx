import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Toaster } from 'sonner'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { useWakeLock } from '../browser/use-wake-lock.ts'
import { ChatPanel } from '../chat/chat-panel.tsx'
import { PeoplePanel } from '../people/people-panel.tsx'
import { useShortcuts } from '../shortcuts/use-shortcuts.ts'
import { RemoteAudio } from '../sound/remote-audio.tsx'
import { Stage } from '../stage/stage.tsx'
import { StatusLine } from '../status/status-line.tsx'
import '../styles/meeting.css'
import { useUnread } from '../toolbar/panel-controls.tsx'
import { Toolbar } from '../toolbar/toolbar.tsx'
import { MeetingDialogs } from './meeting-dialogs.tsx'
import { useMeetingToasts } from './use-meeting-toasts.ts'
import { usePresenceLog } from './use-presence-log.ts'

/** The meeting: the stage, the panels beside it, and the controls below. */
export function MeetingPage(): ReactNode {
  const { t } = useTranslation()
  const panel = useInterface((state) => state.panel)
  return (
    <div className="meeting">
      <Attendants />
      <StatusLine />
      <main className="meeting-stage">
        <Stage />
      </main>
      {panel === 'chat' && <ChatPanel />}
      {panel === 'people' && <PeoplePanel />}
      <footer className="meeting-controls">
        <Toolbar />
      </footer>
      <RemoteAudio />
      <MeetingDialogs />
      <Toaster
        position="top-center"
        theme="dark"
        visibleToasts={2}
        duration={4000}
        offset={{ top: 52 }}
        mobileOffset={{ top: 60 }}
        containerAriaLabel={t('meeting.toasts.label')}
      />
    </div>
  )
}

/** What goes on behind the meeting; renders nothing, so that it makes nothing else render. */
function Attendants(): ReactNode {
  const room = useMeeting((state) => state.room)
  const unread = useUnread()
  useDocumentTitle(`${unread > 0 ? `(${unread}) ` : ''}${room} · Plenary`)
  useShortcuts()
  useWakeLock()
  usePresenceLog()
  useMeetingToasts()
  return null
}
