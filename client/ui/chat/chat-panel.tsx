import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { latestPrivateSeq, latestSeq } from '../../store/selectors.ts'
import { Panel } from '../panel/panel.tsx'
import '../styles/composer.css'
import '../styles/messages.css'
import '../styles/recipient.css'
import { Composer } from './composer.tsx'
import { MessageLog } from './message-log.tsx'

/** The written conversation beside the meeting. */
export function ChatPanel(): ReactNode {
  const { t } = useTranslation()
  const latest = useMeeting(latestSeq)
  const latestPrivate = useMeeting(latestPrivateSeq)
  useEffect(() => {
    // What arrives while the tab is in the background has not been seen.
    const markRead = (): void => {
      if (document.visibilityState === 'visible')
        setInterface({ lastReadSeq: latest, lastReadPrivateSeq: latestPrivate })
    }
    markRead()
    document.addEventListener('visibilitychange', markRead)
    return () => document.removeEventListener('visibilitychange', markRead)
  }, [latest, latestPrivate])
  return (
    <Panel panel="chat" title={t('chat.title')}>
      <MessageLog />
      <Composer />
    </Panel>
  )
}
