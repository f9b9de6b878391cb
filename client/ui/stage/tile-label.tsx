import { EarOff, Hand, MicOff, MonitorUp, Pin, Volume2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoSource } from '../../../protocol/index.ts'
import { useMeeting } from '../../store/meeting.ts'
import { findParticipant, isOn, isSilent, sharesSound, stopperOf } from '../../store/selectors.ts'
import { ForMeMarks } from '../people/for-me-marks.tsx'
import { useUnheardReason } from './use-unheard-reason.ts'

interface TileLabelProps {
  participantId: string
  source: VideoSource
  name: string
  isSelf: boolean
  /** Whether it is the small own tile, which has no room for the name. */
  isSmall: boolean
  isPinned: boolean
}

/** The name at the lower left of a tile, with the marks for mute and hand. */
export function TileLabel({
  participantId,
  source,
  name,
  isSelf,
  isSmall,
  isPinned,
}: TileLabelProps): ReactNode {
  const { t } = useTranslation()
  const isMuted = useMeeting((state) => source === 'camera' && !isOn(state, participantId, 'microphone'))
  const isMicrophoneSilent = useMeeting((state) => source === 'camera' && isSilent(state, participantId))
  const hasHand = useMeeting(
    (state) => source === 'camera' && typeof findParticipant(state, participantId)?.handRaisedAt === 'number',
  )
  const hasSound = useMeeting((state) => source === 'screen' && sharesSound(state, participantId))
  const unheard = useUnheardReason(participantId)
  const own = t(isSmall ? 'meeting.stage.youShort' : 'meeting.stage.you', { name })
  const shown = isSelf ? own : name
  return (
    <div className="tile-label">
      {hasHand && (
        <span className="tile-hand" role="img" aria-label={t('meeting.stage.handRaised')}>
          <Hand size={15} />
        </span>
      )}
      {isMuted && <MutedMark id={participantId} />}
      {isMicrophoneSilent && (
        <span className="tile-mark" role="img" aria-label={t('meeting.stage.silent')}>
          <MicOff size={15} />
        </span>
      )}
      {unheard && source === 'camera' && (
        <span className="tile-unheard" role="img" aria-label={t(`meeting.stage.${unheard}`)}>
          <EarOff size={15} />
        </span>
      )}
      <ForMeMarks id={participantId} />
      {isPinned && (
        <span className="tile-pin" role="img" aria-label={t('meeting.stage.pinned')}>
          <Pin size={15} />
        </span>
      )}
      {hasSound && (
        <span className="tile-mark" role="img" aria-label={t('meeting.stage.screenSound')}>
          <Volume2 size={15} />
        </span>
      )}
      {source === 'screen' && <MonitorUp size={15} aria-hidden="true" />}
      <span className="tile-name">{source === 'screen' ? t('meeting.stage.screenOf', { name }) : shown}</span>
    </div>
  )
}

/** A microphone that is off, and who of the hosts has turned it off. */
function MutedMark({ id }: { id: string }): ReactNode {
  const { t } = useTranslation()
  const name = useMeeting((state) => stopperOf(state, id, 'microphone'))
  const label = name === undefined ? t('meeting.stage.muted') : t('moderation.stopped.microphone', { name })
  return (
    <span className="tile-mark" role="img" aria-label={label} title={label}>
      <MicOff size={15} />
    </span>
  )
}
