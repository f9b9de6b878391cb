import { Copy, Share2 } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { canShareLink, copyRoomLink, roomLink, shareRoomLink } from '../browser/share-link.ts'
import { TOUCH, useMediaQuery } from '../browser/use-media-query.ts'

/** Greets whoever is alone in the room, with the link to send around. */
export function Invitation(): ReactNode {
  const { t } = useTranslation()
  const id = useId()
  const room = useMeeting((state) => state.room)
  const isTouch = useMediaQuery(TOUCH)
  return (
    <section className="invitation" aria-labelledby={id}>
      <h2 id={id}>{t('meeting.invite.title')}</h2>
      <p>{t('meeting.invite.text')}</p>
      <input
        className="input"
        readOnly
        aria-label={t('meeting.invite.link')}
        value={roomLink(room)}
        onFocus={(event) => event.target.select()}
      />
      <div className="invitation-actions">
        <button type="button" className="button button-primary" onClick={() => void copyRoomLink(room)}>
          <Copy size={18} aria-hidden="true" />
          <span>{t('common.copyLink')}</span>
        </button>
        {isTouch && canShareLink() && (
          <button type="button" className="button" onClick={() => void shareRoomLink(room)}>
            <Share2 size={18} aria-hidden="true" />
            <span>{t('meeting.invite.share')}</span>
          </button>
        )}
      </div>
    </section>
  )
}
