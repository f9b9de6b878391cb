import { MessageSquare, ScrollText, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { togglePanel, useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { may } from '../../store/permissions.ts'
import { countPeople, countUnread } from '../../store/selectors.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { loadChat, loadLog, loadPeople } from '../meeting/parts.ts'
import { ControlButton } from './control-button.tsx'

const MOST_SHOWN = 99

/** Opens the chat; its name tells how much is unread. */
export function ChatControl(): ReactNode {
  const { t } = useTranslation()
  const isOpen = useInterface((state) => state.panel === 'chat')
  const unread = useUnread()
  return (
    <ControlButton
      id="open-chat"
      name={unread > 0 ? t('meeting.controls.chatUnread', { count: unread }) : t('meeting.controls.chat')}
      label={t('meeting.controls.chat')}
      icon={<MessageSquare />}
      tone={isOpen ? 'active' : 'plain'}
      shortcut="C"
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'panel-chat' : undefined}
      count={unread > 0 ? shownCount(unread) : undefined}
      onPointerEnter={() => fetchAhead(loadChat)}
      onClick={() => togglePanel('chat')}
    />
  )
}

/** Opens the list of people. */
export function PeopleControl(): ReactNode {
  const { t } = useTranslation()
  const isOpen = useInterface((state) => state.panel === 'people')
  const count = useMeeting(countPeople)
  const waiting = useMeeting((state) => state.lobby.count)
  return (
    <ControlButton
      id="open-people"
      name={t('meeting.controls.people')}
      label={t('meeting.controls.people')}
      icon={
        <>
          <Users />
          {waiting === 0 && <span className="control-count" data-count={count} />}
        </>
      }
      tone={isOpen ? 'active' : 'plain'}
      shortcut="P"
      count={waiting > 0 ? shownCount(waiting) : undefined}
      // Its name stays, by which people and assistive technology know it.
      aria-description={waiting > 0 ? t('lobby.wait', { count: waiting }) : undefined}
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'panel-people' : undefined}
      onPointerEnter={() => fetchAhead(loadPeople)}
      onClick={() => togglePanel('people')}
    />
  )
}

/** Opens the log of the meeting; for hosts. */
export function LogControl(): ReactNode {
  const { t } = useTranslation()
  const isOpen = useInterface((state) => state.panel === 'log')
  const mayRead = useMeeting((state) => may(state, 'read-log'))
  if (!mayRead) return null
  return (
    <ControlButton
      id="open-log"
      name={t('moderation.all.log')}
      label={t('moderation.all.log')}
      icon={<ScrollText />}
      tone={isOpen ? 'active' : 'plain'}
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'panel-log' : undefined}
      onPointerEnter={() => fetchAhead(loadLog)}
      onClick={() => togglePanel('log')}
    />
  )
}

function shownCount(count: number): string {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count)
}

/** How many messages were not on the screen yet. */
export function useUnread(): number {
  const lastRead = useInterface((state) => state.lastReadSeq)
  const lastReadPrivate = useInterface((state) => state.lastReadPrivateSeq)
  return useMeeting((state) => countUnread(state, lastRead, lastReadPrivate))
}
