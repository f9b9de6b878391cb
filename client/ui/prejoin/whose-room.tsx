import { Crown, DoorOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { failureText } from '../shell/failure-text.ts'

/**
 * Says whose room this is, and offers one that is nobody's.
 *
 * @param onClaim - makes it the own one, once there is a name for its owner
 */
export function WhoseRoom({ onClaim }: { onClaim: () => void }): ReactNode {
  const { t } = useTranslation()
  const isMine = useMeeting((state) => state.door.isMine)
  const claim = useMeeting((state) => state.door.claim)
  const owner = useMeeting((state) => state.owner)
  const isKnown = useMeeting((state) => state.preview !== null && state.connection === 'connected')
  // A room that keeps somebody out tells nothing of itself: it only looks like nobody's.
  const isRefused = useMeeting((state) => state.failure !== null)
  if (isMine) {
    return (
      <p className="whose-room">
        <Crown size={18} aria-hidden="true" />
        <span>{t('door.mine')}</span>
      </p>
    )
  }
  if (!isKnown || isRefused) return null
  // Made just now: it becomes the own one with the join at the latest.
  if (claim === 'wished' || claim === 'asking') {
    return claim === 'asking' ? <p className="whose-room">{t('door.claiming')}</p> : null
  }
  if (owner !== null) return <p className="whose-room">{t('door.of', { name: owner })}</p>
  return (
    <div className="whose-room">
      <DoorOpen size={18} aria-hidden="true" />
      <div>
        <p role={typeof claim === 'object' ? 'alert' : undefined}>
          {typeof claim === 'object' ? failureText(claim, t) : t('door.nobodys')}
        </p>
        <button type="button" className="button button-quiet" onClick={onClaim}>
          {t('door.claim')}
        </button>
      </div>
    </div>
  )
}
