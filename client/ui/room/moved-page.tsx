import { DoorOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NextRoom } from '../../../protocol/index.ts'
import { keepLinkKeys } from '../../store/link-keys.ts'
import { Link } from '../routing/link.tsx'
import { navigate } from '../routing/navigation.ts'
import { roomPath } from '../routing/route.ts'
import { Notice } from '../shell/notice.tsx'
import { PageShell } from '../shell/page-shell.tsx'

/** Somebody was sent to another room: goes there with one click, through the preview as everybody does. */
export function MovedPage({ next: { room, invitation } }: { next: NextRoom }): ReactNode {
  const { t } = useTranslation()
  const go = (): void => {
    // Not in the address, where others would read it.
    if (invitation !== undefined) keepLinkKeys(room, { invitation }, true)
    navigate(roomPath(room))
  }
  return (
    <PageShell>
      <Notice
        icon={<DoorOpen size={30} aria-hidden="true" />}
        title={t('moderation.moved.title')}
        actions={
          <>
            <button autoFocus type="button" className="button button-primary" onClick={go}>
              {t('moderation.moved.go')}
            </button>
            <Link to="/" className="button">
              {t('common.home')}
            </Link>
          </>
        }
      >
        <p role="alert">{t('moderation.moved.where', { room })}</p>
      </Notice>
    </PageShell>
  )
}
