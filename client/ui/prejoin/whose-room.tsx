import { Crown, DoorOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../session/state/state.ts'
import { useMeeting } from '../../store/meeting.ts'
import { hrefOf } from '../routing/navigation.ts'
import { roomPath } from '../routing/route.ts'
import { failureText } from '../shell/failure-text.ts'
import { doorHelp, signInPath } from './door-failure.ts'

/**
 * Says whose room this is, and offers one that is nobody's.
 *
 * @param onClaim - makes it the own one, once there is a name for its owner
 */
export function WhoseRoom({ onClaim }: { onClaim: () => void }): ReactNode {
  const { t } = useTranslation()
  const isMine = useMeeting((state) => state.door.isMine)
  const isLinkRefused = useMeeting((state) => state.door.isOwnerLinkRefused)
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
  if (isLinkRefused) {
    return (
      <p className="whose-room" role="alert">
        {t('door.linkRefused')}
      </p>
    )
  }
  if (!isKnown || isRefused) return null
  // Made just now: it becomes the own one with the join at the latest.
  if (claim === 'wished' || claim === 'asking') {
    return claim === 'asking' ? <p className="whose-room">{t('door.claiming')}</p> : null
  }
  if (owner !== null) return <p className="whose-room">{t('door.of', { name: owner })}</p>
  return <Nobodys refusal={typeof claim === 'object' ? claim : null} onClaim={onClaim} />
}

interface NobodysProps {
  /** Why it could not be made the own one; null before that was tried. */
  refusal: Failure | null
  onClaim: () => void
}

function Nobodys({ refusal, onClaim }: NobodysProps): ReactNode {
  const { t } = useTranslation()
  const room = useMeeting((state) => state.room)
  return (
    <div className="whose-room">
      <DoorOpen size={18} aria-hidden="true" />
      <div>
        <p role={refusal ? 'alert' : undefined}>{refusal ? failureText(refusal, t) : t('door.nobodys')}</p>
        {refusal && doorHelp(refusal).offer === 'sign-in' ? (
          <a className="button" href={signInPath(roomPath(room), hrefOf)}>
            {t('door.signIn')}
          </a>
        ) : (
          <button type="button" className="button button-quiet" onClick={onClaim}>
            {t('door.claim')}
          </button>
        )}
      </div>
    </div>
  )
}
