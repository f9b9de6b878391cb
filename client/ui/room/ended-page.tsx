import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { BRAND } from '../browser/brand.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { Link } from '../routing/link.tsx'
import { failureText } from '../shell/failure-text.ts'
import { Notice } from '../shell/notice.tsx'
import { PageShell } from '../shell/page-shell.tsx'
import { MovedPage } from './moved-page.tsx'
import { openRoom } from './opening.ts'

/** What a host decided is no trouble that goes away by trying again. */
const NEXT = ['removed', 'banned', 'room_ended'] as const

/** The server ended the seat: says why, and what to do next. */
export function EndedPage({ room }: { room: string }): ReactNode {
  const { t } = useTranslation()
  const failure = useMeeting((state) => state.failure)
  const next = NEXT.find((code) => code === failure?.code)
  useDocumentTitle(`${t(failure?.next ? 'moderation.moved.title' : 'ended.ended')} · ${BRAND.name}`)
  if (failure?.next) return <MovedPage next={failure.next} />
  return (
    <PageShell>
      <Notice
        bad
        icon={<CircleAlert size={30} aria-hidden="true" />}
        title={t('ended.ended')}
        actions={
          <>
            {next !== 'banned' && (
              <button
                autoFocus
                type="button"
                className={next ? 'button' : 'button button-primary'}
                onClick={() => openRoom(room)}
              >
                {t(next ? 'moderation.next.later' : 'ended.again')}
              </button>
            )}
            <Link to="/" className={next ? 'button button-primary' : 'button'}>
              {t('common.home')}
            </Link>
          </>
        }
      >
        {failure && <p role="alert">{failureText(failure, t)}</p>}
        {next && <p>{t(`moderation.next.${next}`)}</p>}
      </Notice>
    </PageShell>
  )
}
