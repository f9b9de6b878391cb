import { ArrowDown, MessageSquare } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { groupChat, stillPending } from './chat-groups.ts'
import { MessageGroup } from './message-group.tsx'
import { PendingMessage } from './pending-message.tsx'
import { PresenceLine } from './presence-line.tsx'
import { useStickToEnd } from './use-stick-to-end.ts'

/** All that was written, in order, with who came and went. */
export function MessageLog(): ReactNode {
  const { t } = useTranslation()
  const self = useMeeting((state) => state.self?.id ?? '')
  const messages = useMeeting((state) => state.chat.messages)
  const allPending = useMeeting((state) => state.chat.pending)
  const presence = useInterface((state) => state.presence)
  const entries = useMemo(() => groupChat(messages, presence), [messages, presence])
  const pending = stillPending(allPending, messages, self)
  const { box, content, isBehind, onScroll, jump } = useStickToEnd()
  const isEmpty = messages.length === 0 && pending.length === 0
  return (
    <div className="log-box">
      <div ref={box} className="log" role="log" aria-label={t('chat.log')} tabIndex={0} onScroll={onScroll}>
        <div ref={content} className="log-content">
          {isEmpty && (
            <div className="log-empty">
              <MessageSquare size={28} aria-hidden="true" />
              <p>{t('chat.empty')}</p>
              <p className="field-hint">{t('chat.emptyText')}</p>
            </div>
          )}
          {entries.map((entry) =>
            entry.kind === 'presence' ? (
              <PresenceLine key={entry.key} group={entry} />
            ) : (
              <MessageGroup key={entry.key} group={entry} self={self} />
            ),
          )}
          {pending.map((message) => (
            <PendingMessage key={message.clientId} message={message} />
          ))}
        </div>
      </div>
      {isBehind && (
        <button type="button" className="button log-jump" onClick={jump}>
          <ArrowDown size={16} aria-hidden="true" />
          <span>{t('chat.newest')}</span>
        </button>
      )}
    </div>
  )
}
