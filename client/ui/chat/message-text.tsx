import { memo, type ReactNode } from 'react'
import { splitLinks } from './message-links.ts'

/** The text of a message: line breaks stay, addresses can be followed and show where they lead. */
export const MessageText = memo(function MessageText({ text }: { text: string }): ReactNode {
  const parts = splitLinks(text).map((part, index) =>
    typeof part === 'string' ? (
      <span key={`${index} ${part}`}>{part}</span>
    ) : (
      <a
        key={`${index} ${part.href}`}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        dir="ltr"
        title={part.href}
      >
        <span>{part.before}</span>
        <bdi className="link-host">{part.host}</bdi>
        <span>{part.rest}</span>
      </a>
    ),
  )
  return (
    <p key={text} className="message-text" dir="auto">
      {parts}
    </p>
  )
})
