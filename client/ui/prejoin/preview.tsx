import { Loader, Mic, MicOff, SwitchCamera, Video, VideoOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { actions, useLocalTrack, useMeeting } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import { TOUCH, useMediaQuery } from '../browser/use-media-query.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { useVideoTrack } from '../stage/use-video-track.ts'
import { MicrophoneMeter } from './microphone-meter.tsx'
import { PreviewToggle } from './preview-toggle.tsx'
import { ProblemNote } from './problem-note.tsx'

/** The own picture before joining, with both toggles on it. */
export function Preview(): ReactNode {
  const { t } = useTranslation()
  const status = useMeeting((state) => state.local.camera.status)
  const facing = useMeeting((state) => state.local.camera.facing)
  const hasProblem = useMeeting(({ local }) => (local.camera.problem ?? local.microphone.problem) !== null)
  const mirror = usePreferences((state) => state.mirror)
  const { ref, hasFrame, onFrame } = useVideoTrack(useLocalTrack('camera'))
  const isShown = status === 'on' && hasFrame
  return (
    <section className="preview" aria-label={t('prejoin.preview')}>
      <video
        ref={ref}
        className="preview-video"
        data-shown={isShown}
        data-mirrored={mirror && facing !== 'environment'}
        muted
        autoPlay
        playsInline
        onLoadedData={onFrame}
        onResize={onFrame}
      />
      {!isShown && !hasProblem && (
        <p className="preview-note">
          {status === 'starting' && <Loader size={22} className="spin" aria-hidden="true" />}
          <span>{t(status === 'off' ? 'prejoin.cameraOff' : 'prejoin.cameraStarting')}</span>
        </p>
      )}
      {hasProblem && <ProblemNote isCompact={isShown} />}
      {isShown && <FlipButton />}
      <Toggles />
    </section>
  )
}

/** Changes between front and rear camera, where there are fingers and two cameras. */
function FlipButton(): ReactNode {
  const { t } = useTranslation()
  const isTouch = useMediaQuery(TOUCH)
  const hasChoice = useMeeting((state) => state.local.devices.camera.length > 1)
  if (!isTouch || !hasChoice) return null
  return (
    <button
      type="button"
      className="preview-flip"
      aria-label={t('devices.flip')}
      onClick={() => void actions.flipCamera()}
    >
      <SwitchCamera size={22} aria-hidden="true" />
    </button>
  )
}

function Toggles(): ReactNode {
  const { t } = useTranslation()
  const microphone = useMeeting((state) => state.local.microphone.status)
  const camera = useMeeting((state) => state.local.camera.status)
  return (
    <div className="preview-bar">
      <PreviewToggle
        status={microphone}
        name={t(microphone === 'off' ? 'meeting.controls.unmute' : 'meeting.controls.mute')}
        icons={{ on: <Mic size={22} />, off: <MicOff size={22} /> }}
        onToggle={(on) => void actions.setMicrophone(on)}
      />
      <PreviewToggle
        status={camera}
        name={t(camera === 'off' ? 'meeting.controls.cameraOn' : 'meeting.controls.cameraOff')}
        icons={{ on: <Video size={22} />, off: <VideoOff size={22} /> }}
        onToggle={(on) => void actions.setCamera(on)}
      />
      <ErrorBoundary fallback={null}>
        <MicrophoneMeter active={microphone === 'on'} />
      </ErrorBoundary>
    </div>
  )
}
