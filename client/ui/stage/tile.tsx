import { Loader } from 'lucide-react'
import { memo, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setRatio } from '../../store/interface.ts'
import { useMeeting, useTrack } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import { findParticipant, isOn } from '../../store/selectors.ts'
import { trackKey } from '../../session/state.ts'
import { toggleFullscreen } from '../browser/fullscreen.ts'
import type { PlannedTile } from '../layout/stage-plan.ts'
import '../styles/tile.css'
import { Avatar } from './avatar.tsx'
import { placeStyle } from './place-style.ts'
import { TileActions } from './tile-actions.tsx'
import { TileLabel } from './tile-label.tsx'
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
  const isSpeaking = useMeeting(
    (state) =>
      source === 'camera' && participantId in state.speaking && isOn(state, participantId, 'microphone'),
  )
  const isAway = useMeeting((state) => findParticipant(state, participantId)?.connection === 'reconnecting')
  const facing = useMeeting((state) => state.local.camera.facing)
  const mirror = usePreferences((state) => state.mirror)
  const track = useTrack(participantId, source)
  const { ref, hasPicture, onPicture } = useVideoTrack(track, (ratio) =>
    setRatio(trackKey(participantId, source), ratio),
  )
  const isShown = isPublished && hasPicture
  return (
    <div
      ref={element}
      className="tile"
      role="group"
      aria-label={source === 'screen' ? t('meeting.stage.screenOf', { name }) : name}
      data-participant-id={participantId}
      data-source={source}
      data-speaking={isSpeaking}
      data-place={place}
      data-away={isAway}
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
        onLoadedData={onPicture}
        onResize={onPicture}
      />
      {!isShown && (source === 'screen' ? <WaitingForScreen /> : <Avatar id={participantId} name={name} />)}
      {isAway && <p className="tile-away">{t('meeting.stage.reconnecting')}</p>}
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

/** Screens arrive a moment later than their tile, as a large picture does. */
function WaitingForScreen(): ReactNode {
  const { t } = useTranslation()
  return (
    <p className="tile-waiting">
      <Loader size={22} className="spin" aria-hidden="true" />
      <span>{t('meeting.stage.waitingForScreen')}</span>
    </p>
  )
}
