import { EyeOff, Loader } from 'lucide-react'
import { memo, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setRatio, useInterface } from '../../store/interface.ts'
import { useMeeting, useTrack } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import { findParticipant, isHeard, isOn, isSpeaking as speaks } from '../../store/selectors.ts'
import { trackKey } from '../../session/state/state.ts'
import { toggleFullscreen } from '../browser/fullscreen.ts'
import type { PlannedTile } from '../layout/stage-plan.ts'
import '../styles/tile.css'
import { Avatar } from './avatar.tsx'
import { placeStyle } from './place-style.ts'
import { TileActions } from './tile-actions.tsx'
import { TileLabel } from './tile-label.tsx'
import { TileReason } from './tile-reason.tsx'
import { useVideoReason } from './use-video-reason.ts'
import { useVideoTrack } from './use-video-track.ts'

type TileProps = Omit<PlannedTile, 'key'> & { isPinned: boolean }

/** One camera or shared screen. Renders again only when something of its own changes. */
export const Tile = memo(function Tile(props: TileProps): ReactNode {
  const { participantId, source, place, isPinned } = props
  const { t } = useTranslation()
  const element = useRef<HTMLDivElement>(null)
  const name = useMeeting((state) => findParticipant(state, participantId)?.name ?? '')
  const isSelf = useMeeting((state) => state.self?.id === participantId)
  const isPublished = useMeeting((state) => isOn(state, participantId, source))
  const isSpeaking = useMeeting((state) => source === 'camera' && speaks(state, participantId))
  const heard = useMeeting((state) =>
    source === 'camera' && state.self?.id !== participantId ? isHeard(state, participantId) : undefined,
  )
  const isAway = useMeeting((state) => findParticipant(state, participantId)?.connection === 'reconnecting')
  const facing = useMeeting((state) => state.local.camera.facing)
  const mirror = usePreferences((state) => state.mirror)
  const track = useTrack(participantId, source)
  const { ref, hasFrame, onFrame } = useVideoTrack(track, {
    isStill: source === 'screen',
    onRatio: (ratio) => setRatio(trackKey(participantId, source), ratio),
  })
  const isHidden = useInterface((state) => state.hiddenForMe.includes(participantId))
  const isShown = isPublished && hasFrame && !isHidden
  const reason = useVideoReason(participantId, source)
  return (
    <div
      ref={element}
      className="tile"
      role="group"
      aria-label={source === 'screen' ? t('meeting.stage.screenOf', { name }) : name}
      data-participant-id={participantId}
      data-source={source}
      data-speaking={isSpeaking}
      data-heard={heard}
      data-place={place}
      data-away={isAway}
      data-reason={reason ?? undefined}
      style={placeStyle(props)}
      onDoubleClick={() => toggleFullscreen(element.current)}
    >
      <video
        ref={ref}
        className="tile-video"
        data-shown={isShown}
        data-mirrored={isSelf && source === 'camera' && mirror && facing !== 'environment'}
        muted
        autoPlay
        playsInline
        onLoadedData={onFrame}
        onResize={onFrame}
      />
      {!isShown && (
        <Substitute id={participantId} source={source} name={name} isExplained={reason !== null} />
      )}
      {isAway && <p className="tile-away">{t('meeting.stage.reconnecting')}</p>}
      {reason && !isAway && <TileReason reason={reason} name={name} />}
      <TileLabel
        participantId={participantId}
        source={source}
        name={name}
        isSelf={isSelf}
        isSmall={place === 'self'}
        isPinned={isPinned}
      />
      <TileActions
        participantId={participantId}
        source={source}
        place={place}
        name={name}
        isSelf={isSelf}
        isPinned={isPinned}
      />
    </div>
  )
})

interface SubstituteProps {
  id: string
  source: PlannedTile['source']
  name: string
  /** Whether the tile says already why there is no picture. */
  isExplained: boolean
}

/** What stands in the place of a picture. */
function Substitute({ id, source, name, isExplained }: SubstituteProps): ReactNode {
  if (source === 'camera') return <Avatar id={id} name={name} />
  return isExplained ? null : <WaitingForScreen id={id} />
}

/** Screens arrive a moment later than their tile, as a large picture does. */
function WaitingForScreen({ id }: { id: string }): ReactNode {
  const { t } = useTranslation()
  const isHidden = useInterface((state) => state.hiddenForMe.includes(id))
  if (isHidden) return <EyeOff size={28} role="img" aria-label={t('moderation.mark.hiddenForMe')} />
  return (
    <p className="tile-waiting">
      <Loader size={22} className="spin" aria-hidden="true" />
      <span>{t('meeting.stage.waitingForScreen')}</span>
    </p>
  )
}
