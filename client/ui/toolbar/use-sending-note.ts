import { useTranslation } from 'react-i18next'
import type { TrackSource } from '../../session/state/state.ts'
import { useMeeting } from '../../store/meeting.ts'
import { whyNotSend } from '../../store/permissions.ts'

/** What a control of an own source says beside its name. */
export interface SendingNote {
  note: string | undefined
  isForbidden: boolean
}

/** Why a source may not be sent, else who of the hosts has stopped it. */
export function useSendingNote(source: TrackSource): SendingNote {
  const { t } = useTranslation()
  const why = useMeeting((state) => whyNotSend(state, source))
  const name = useMeeting((state) => state.moderation.stoppedBy[source])
  if (why) return { note: t(`moderation.why.${why}`), isForbidden: true }
  return {
    note: name === undefined ? undefined : t(`moderation.stopped.${source}`, { name }),
    isForbidden: false,
  }
}
