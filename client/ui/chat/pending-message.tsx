import { CircleAlert, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingMessage as Pending } from '../../session/state/state.ts'
import { actions } from '../../store/meeting.ts'
import { failureText } from '../shell/failure-text.ts'
import { MessageText } from './message-text.tsx'
import { useRecipientName } from './use-recipient.ts'

/** An own message that is under way, or was refused and waits for a decision. */
export function PendingMessage({ message }: { message: Pending }): ReactNode {
  const { t } = useTranslation()
  const { clientId, text, to, refusal } = message
  const toName = useRecipientName(to ?? '')
  return (
    <article
      className="message"
      data-own="true"
      data-private={to !== undefined}
      data-refused={refusal !== undefined}
    >
      <div className="message-body">
        <header className="message-head">
          <span className="message-from">{t('chat.you')}</span>
          {!refusal && <span>{t('chat.sending')}</span>}
        </header>
        {to !== undefined && (
          <p className="message-private">
            <Lock size={13} aria-hidden="true" />
            <span>{t('chat.privateTo', { name: toName })}</span>
          </p>
        )}
        <MessageText text={text} />
        {refusal && (
          <>
            <p className="field-error">
              <CircleAlert size={16} aria-hidden="true" />
              <span>{failureText(refusal, t)}</span>
            </p>
            <div className="message-actions">
              <button type="button" className="button" onClick={() => actions.retryChat(clientId)}>
                {t('common.retry')}
              </button>
              <button
                type="button"
                className="button button-quiet"
                onClick={() => actions.discardChat(clientId)}
              >
                {t('common.discard')}
              </button>
            </div>
          </>
        )}
      </div>
    </article>
  )
}
