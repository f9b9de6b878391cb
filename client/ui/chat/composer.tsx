import { SendHorizontal } from 'lucide-react'
import {
  useEffect,
  useId,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  type TextareaHTMLAttributes,
} from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface, useInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { whyNotWrite, type WritingProblem } from '../../store/permissions.ts'
import { isSendKey, measureText, type LengthNote } from './composer-text.ts'
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
  const why = useMeeting((state) => whyNotWrite(state, to?.id))
  const canSend = text.trim() !== '' && !isOver && !to?.isGone && !why

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
            {...fieldState(why !== null, isNear, noteId)}
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
      <ComposerNote id={noteId} why={why} left={left} isNear={isNear} isOver={isOver} />
    </form>
  )
}

function fieldState(
  isForbidden: boolean,
  isNear: boolean,
  noteId: string,
): TextareaHTMLAttributes<HTMLTextAreaElement> {
  // Not disabled: what was typed stays readable, and the field says why it takes nothing.
  if (isForbidden) return { readOnly: true, 'aria-disabled': true, 'aria-describedby': noteId }
  return isNear ? { 'aria-describedby': noteId } : {}
}

interface ComposerNoteProps extends LengthNote {
  id: string
  why: WritingProblem | null
}

/** Why nothing can be written, else how much more. */
function ComposerNote({ id, why, left, isNear, isOver }: ComposerNoteProps): ReactNode {
  const { t } = useTranslation()
  if (why) {
    return (
      <p id={id} className="composer-note">
        {t(`moderation.why.${why}`)}
      </p>
    )
  }
  if (!isNear) return null
  return (
    <p id={id} className={isOver ? 'composer-note field-error' : 'composer-note'}>
      {isOver ? t('chat.over', { count: -left }) : t('chat.left', { count: left })}
    </p>
  )
}
