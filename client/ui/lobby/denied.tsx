import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Wait } from '../../session/state/state.ts'
import { actions } from '../../store/meeting.ts'
import { Link } from '../routing/link.tsx'
import { failureText } from '../shell/failure-text.ts'
import { Notice } from '../shell/notice.tsx'

/** Somebody was not let in: says why, and offers to ask again. */
export function Denied({ wait }: { wait: Extract<Wait, { kind: 'refused' }> }): ReactNode {
  const { t } = useTranslation()
  const askAgain = async (): Promise<void> => {
    await actions.stopWaiting()
    await actions.join(wait.name)
  }
  return (
    <Notice
      bad
      icon={<CircleAlert size={30} aria-hidden="true" />}
      title={t('waiting.deniedTitle')}
      actions={
        <>
          <button autoFocus type="button" className="button button-primary" onClick={() => void askAgain()}>
            {t('waiting.again')}
          </button>
          <Link to="/" className="button">
            {t('common.home')}
          </Link>
        </>
      }
    >
      <div role="alert">
        <p>{failureText(wait.failure, t)}</p>
        {wait.reason !== null && (
          <p className="waiting-reason">{t('waiting.reason', { reason: wait.reason })}</p>
        )}
      </div>
    </Notice>
  )
}
