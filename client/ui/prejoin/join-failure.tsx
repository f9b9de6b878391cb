import { CircleAlert, LogIn } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../session/state/state.ts'
import { useMeeting } from '../../store/meeting.ts'
import { Link } from '../routing/link.tsx'
import { hrefOf } from '../routing/navigation.ts'
import { roomPath } from '../routing/route.ts'
import { failureText } from '../shell/failure-text.ts'
import { asksForPassword, doorHelp, signInPath } from './door-failure.ts'

/** Says why somebody could not come in, and what to do next. The password says it at its own field. */
export function JoinFailure({ room, isJoining }: { room: string; isJoining: boolean }): ReactNode {
  const failure = useMeeting((state) => state.failure)
  const isShown = failure && !isJoining && !asksForPassword(failure)
  return <div aria-live="assertive">{isShown && <Explained failure={failure} room={room} />}</div>
}

function Explained({ failure, room }: { failure: Failure; room: string }): ReactNode {
  const { t } = useTranslation()
  const { next, offer } = doorHelp(failure)
  return (
    <div className="join-failure">
      <CircleAlert size={18} aria-hidden="true" />
      <div>
        <p>{failureText(failure, t)}</p>
        {next && <p>{t(`door.next.${next}`)}</p>}
        {offer === 'sign-in' && (
          <a className="button" href={signInPath(roomPath(room), hrefOf)}>
            <LogIn size={18} aria-hidden="true" />
            <span>{t('door.signIn')}</span>
          </a>
        )}
        {offer === 'another-room' && (
          <Link to="/" className="button">
            {t('door.another')}
          </Link>
        )}
      </div>
    </div>
  )
}
