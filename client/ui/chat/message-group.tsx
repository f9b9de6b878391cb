import { Lock } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../stage/avatar.tsx'
import type { MessageGroup as Group } from './chat-groups.ts'
import { MessageText } from './message-text.tsx'

/** Messages of one person in a row. */
export const MessageGroup = memo(function MessageGroup({
  group,
  self,
}: {
  group: Group
  self: string
}): ReactNode {
  const { t, i18n } = useTranslation()
  const isOwn = group.from === self
  const time = new Date(group.at)
  const clock = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' }).format(time)
  return (
    <article className="message" data-private={group.to !== undefined} data-own={isOwn}>
      {!isOwn && <Avatar id={group.from} name={group.fromName} />}
      <div className="message-body">
        <header className="message-head">
          <span className="message-from">{isOwn ? t('chat.you') : group.fromName}</span>
          <time dateTime={time.toISOString()}>{clock}</time>
        </header>
        {group.to !== undefined && (
          <p className="message-private">
            <Lock size={13} aria-hidden="true" />
            <span>{isOwn ? t('chat.privateTo', { name: group.toName ?? '' }) : t('chat.privateFrom')}</span>
          </p>
        )}
        {group.messages.map((message) => (
          <MessageText key={message.id} text={message.text} />
        ))}
      </div>
    </article>
  )
})
