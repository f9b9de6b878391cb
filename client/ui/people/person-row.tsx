import { EarOff, Hand, Mic, MicOff, MonitorUp, Video, VideoOff } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import {
  findParticipant,
  isOn,
  isSpeaking,
  sharesSound,
  speaksUnheard,
  stopperOf,
} from '../../store/selectors.ts'
import { Avatar } from '../stage/avatar.tsx'
import { useUnheardReason } from '../stage/use-unheard-reason.ts'
import { ForMeMarks } from './for-me-marks.tsx'
import { OwnName } from './own-name.tsx'
import { PersonMenuOpener } from './person-menu-opener.tsx'

interface PersonRowProps {
  id: string
  /** Position in the whole list from 1, which may be rendered in part only. */
  position: number
  count: number
}

/** One person in the list: name, role, and what is on. */
export const PersonRow = memo(function PersonRow({ id, position, count }: PersonRowProps): ReactNode {
  const { t } = useTranslation()
  const name = useMeeting((state) => findParticipant(state, id)?.name ?? '')
  const role = useMeeting((state) => findParticipant(state, id)?.role)
  const isAway = useMeeting((state) => findParticipant(state, id)?.connection === 'reconnecting')
  const isSelf = useMeeting((state) => state.self?.id === id)
  const notes = [
    ...(role && role !== 'speaker' ? [t(`moderation.role.${role}`)] : []),
    ...(isAway ? [t('people.reconnecting')] : []),
  ]
  return (
    <li className="person" aria-setsize={count} aria-posinset={position}>
      <Avatar id={id} name={name} />
      <div className="person-text">
        {isSelf ? <OwnName name={name} /> : <span className="person-name">{name}</span>}
        {notes.length > 0 && <span className="person-note">{notes.join(' · ')}</span>}
      </div>
      <PersonMarks id={id} />
      <PersonMenuOpener id={id} name={name} className="icon-button person-menu" />
    </li>
  )
})

/** The place of somebody whom the server has not named yet. */
export function WaitingRow({ position, count }: Omit<PersonRowProps, 'id'>): ReactNode {
  const { t } = useTranslation()
  return (
    <li className="person" data-waiting="true" aria-setsize={count} aria-posinset={position}>
      <span className="avatar" aria-hidden="true" />
      <span className="person-name">
        <span className="visually-hidden">{t('people.loading')}</span>
      </span>
    </li>
  )
}

function PersonMarks({ id }: { id: string }): ReactNode {
  const { t } = useTranslation()
  const hasHand = useMeeting((state) => typeof findParticipant(state, id)?.handRaisedAt === 'number')
  const isSharing = useMeeting((state) => isOn(state, id, 'screen'))
  const hasSound = useMeeting((state) => sharesSound(state, id))
  const hasMicrophone = useMeeting((state) => isOn(state, id, 'microphone'))
  const hasCamera = useMeeting((state) => isOn(state, id, 'camera'))
  const mutedBy = useMeeting((state) => stopperOf(state, id, 'microphone'))
  const cameraOffBy = useMeeting((state) => stopperOf(state, id, 'camera'))
  const unheard = useUnheardReason(id)
  const isVoice = useMeeting((state) => isSpeaking(state, id) && !speaksUnheard(state, id))
  return (
    <div className="person-marks">
      <ForMeMarks id={id} />
      {hasHand && <Mark label={t('people.hand')} tone="hand" icon={<Hand size={18} />} />}
      {unheard && <Mark label={t(`meeting.stage.${unheard}`)} tone="unheard" icon={<EarOff size={18} />} />}
      {isSharing && (
        <Mark
          label={t(hasSound ? 'people.sharingSound' : 'people.sharing')}
          tone="on"
          icon={<MonitorUp size={18} />}
        />
      )}
      {hasMicrophone ? (
        <Mark
          label={t(isVoice ? 'people.speaking' : 'people.micOn')}
          tone={isVoice ? 'speaking' : 'on'}
          icon={<Mic size={18} />}
        />
      ) : (
        <Mark
          label={mutedBy ? t('moderation.stopped.microphone', { name: mutedBy }) : t('people.muted')}
          tone="off"
          icon={<MicOff size={18} />}
        />
      )}
      {hasCamera ? (
        <Mark label={t('people.cameraOn')} tone="on" icon={<Video size={18} />} />
      ) : (
        <Mark
          label={cameraOffBy ? t('moderation.stopped.camera', { name: cameraOffBy }) : t('people.cameraOff')}
          tone="off"
          icon={<VideoOff size={18} />}
        />
      )}
    </div>
  )
}

function Mark({ label, tone, icon }: { label: string; tone: string; icon: ReactNode }): ReactNode {
  return (
    <span className="person-mark" data-tone={tone} role="img" aria-label={label} title={label}>
      {icon}
    </span>
  )
}
