import Linkify from 'linkify-react'
import { memo, type ReactNode } from 'react'

const OPTIONS = {
  target: '_blank',
  rel: 'noopener noreferrer nofollow ugc',
  defaultProtocol: 'https',
  // Only what is meant as an address becomes a link; `javascript:` never does.
  validate: { url: (value: string) => /^(https?:\/\/|www\.)/i.test(value), email: false },
  truncate: 72,
}

/** The text of a message: line breaks stay, addresses can be followed safely. */
export const MessageText = memo(function MessageText({ text }: { text: string }): ReactNode {
  return (
    <p key={text} className="message-text" dir="auto">
      <Linkify options={OPTIONS}>{text}</Linkify>
    </p>
  )
})
