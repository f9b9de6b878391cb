import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { Link } from '../routing/link.tsx'
import { failureText } from '../shell/failure-text.ts'
import { Notice } from '../shell/notice.tsx'
import { PageShell } from '../shell/page-shell.tsx'
import { openRoom } from './opening.ts'

/** The server ended the seat: says why, and what to do next. */
export function EndedPage({ room }: { room: string }): ReactNode {
  const { t } = useTranslation()
  const failure = useMeeting((state) => state.failure)
  useDocumentTitle(`${t('ended.ended')} · Plenary`)
  return (
    <PageShell>
      <Notice
        bad
        icon={<CircleAlert size={30} aria-hidden="true" />}
        title={t('ended.ended')}
        actions={
          <>
            <button autoFocus type="button" className="button button-primary" onClick={() => openRoom(room)}>
              {t('ended.again')}
            </button>
            <Link to="/" className="button">
              {t('common.home')}
            </Link>
          </>
        }
      >
        {failure && <p role="alert">{failureText(failure, t)}</p>}
      </Notice>
    </PageShell>
  )
}
