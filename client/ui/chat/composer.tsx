import { SendHorizontal } from 'lucide-react'
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface, useInterface } from '../../store/interface.ts'
import { actions } from '../../store/meeting.ts'
import { isSendKey, measureText } from './composer-text.ts'
import { RecipientSelect } from './recipient-select.tsx'
import { useRecipient } from './use-recipient.ts'

/** Writes and sends messages, to everybody or to one person. */
export function Composer(): ReactNode {
  const { t } = useTranslation()
  const noteId = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const text = useInterface((state) => state.draft)
  const to = useRecipient()
  const { left, isNear, isOver } = measureText(text)
  const canSend = text.trim() !== '' && !isOver && !to?.isGone

  useEffect(() => {
    // Fingers would get a keyboard that covers what they came to read.
    if (matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [])
  const send = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (!canSend) return
    actions.sendChat(text.trim(), to?.id)
    setInterface({ draft: '' })
    field.current?.focus()
  }
  const sendOnEnter = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells what Safari composes
    const { key, shiftKey, keyCode, nativeEvent } = event
    if (isSendKey({ key, shiftKey, keyCode, isComposing: nativeEvent.isComposing })) send(event)
  }
  return (
    <form className="composer" data-private={to !== null} onSubmit={send}>
      <RecipientSelect />
      <div className="composer-row">
        <div className="composer-grow" data-text={`${text}\n`}>
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            aria-label={t('chat.field')}
            aria-invalid={isOver}
            aria-describedby={isNear ? noteId : undefined}
            placeholder={to?.name ? t('chat.placeholderPrivate', { name: to.name }) : t('chat.placeholder')}
            enterKeyHint="send"
            value={text}
            onChange={(event) => setInterface({ draft: event.target.value })}
            onKeyDown={sendOnEnter}
          />
        </div>
        <button type="submit" className="composer-send" aria-label={t('chat.send')} disabled={!canSend}>
          <SendHorizontal size={20} className="flip-in-rtl" aria-hidden="true" />
        </button>
      </div>
      {isNear && (
        <p id={noteId} className={isOver ? 'composer-note field-error' : 'composer-note'}>
          {isOver ? t('chat.over', { count: -left }) : t('chat.left', { count: left })}
        </p>
      )}
    </form>
  )
}
