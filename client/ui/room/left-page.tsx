import { DoorOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BRAND } from '../browser/brand.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { Link } from '../routing/link.tsx'
import { Notice } from '../shell/notice.tsx'
import { PageShell } from '../shell/page-shell.tsx'
import { openRoom } from './opening.ts'

/** After leaving: the way back, and the way out. */
export function LeftPage({ room }: { room: string }): ReactNode {
  const { t } = useTranslation()
  useDocumentTitle(`${t('ended.left')} · ${BRAND.name}`)
  return (
    <PageShell>
      <Notice
        icon={<DoorOpen size={30} aria-hidden="true" />}
        title={t('ended.left')}
        actions={
          <>
            <button autoFocus type="button" className="button button-primary" onClick={() => openRoom(room)}>
              {t('ended.rejoin')}
            </button>
            <Link to="/" className="button">
              {t('common.home')}
            </Link>
          </>
        }
      >
        <p>{t('ended.leftText', { room })}</p>
      </Notice>
    </PageShell>
  )
}
