import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { rememberRoom } from '../../store/recent-rooms.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { useAdmissionChime } from '../lobby/use-admission-chime.ts'
import { WaitingPage } from '../lobby/waiting-page.tsx'
import { PrejoinPage } from '../prejoin/prejoin-page.tsx'
import { lazyPart } from '../shell/lazy-part.tsx'
import { Loading } from '../shell/loading.tsx'
import { EndedPage } from './ended-page.tsx'
import { LeftPage } from './left-page.tsx'
import { closeRoom, openRoom } from './opening.ts'

const loadMeeting = () => import('../meeting/meeting-page.tsx')
const MeetingPage = lazyPart(async () => (await loadMeeting()).MeetingPage, <Loading />)

/**
 * One visit to a room, from the preview to the goodbye. Only the meeting itself is fetched apart: the other pages
 * follow what a server or a host decides, also while the line is broken, and a browser remembers what it could not
 * fetch as missing.
 */
export function RoomPage({ room }: { room: string }): ReactNode {
  // Until the room is open, the state may still tell of an earlier visit.
  const phase = useMeeting((state) => (state.room === room ? state.phase : 'idle'))
  const isReturning = useMeeting((state) => state.isReturning)
  const { t } = useTranslation()
  useEffect(() => {
    openRoom(room)
    // Fetched behind the preview, so that joining feels instant.
    fetchAhead(loadMeeting)
    return closeRoom
  }, [room])
  useAdmissionChime(phase)
  useEffect(() => {
    if (phase === 'meeting') rememberRoom(room)
  }, [phase, room])

  switch (phase) {
    case 'idle':
    case 'prejoin':
    case 'joining':
      if (isReturning) return <Loading text={t('prejoin.returning', { room })} />
      return <PrejoinPage room={room} />
    case 'waiting':
      return <WaitingPage room={room} />
    case 'meeting':
      return <MeetingPage />
    case 'left':
      return <LeftPage room={room} />
    case 'ended':
      return <EndedPage room={room} />
  }
}
