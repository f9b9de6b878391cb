import { Loader, Mic, MicOff, SwitchCamera, Video, VideoOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { actions, useLocalTrack, useMeeting } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import { TOUCH, useMediaQuery } from '../browser/use-media-query.ts'
import { useVideoTrack } from '../stage/use-video-track.ts'
import { MicrophoneMeter } from './microphone-meter.tsx'
import { PreviewToggle } from './preview-toggle.tsx'
import { ProblemNote } from './problem-note.tsx'

/** The own picture before joining, with both toggles on it. */
export function Preview(): ReactNode {
  const { t } = useTranslation()
  const microphone = useMeeting((state) => state.local.microphone)
  const camera = useMeeting((state) => state.local.camera)
  const track = useLocalTrack('camera')
  const mirror = usePreferences((state) => state.mirror)
  const { ref, hasPicture, onPicture } = useVideoTrack(track)
  const isTouch = useMediaQuery(TOUCH)
  const canFlip = useMeeting((state) => state.local.devices.camera.length > 1) && isTouch
  const hasProblem = camera.problem !== null || microphone.problem !== null
  const isShown = camera.status === 'on' && hasPicture
  return (
    <section className="preview" aria-label={t('prejoin.preview')}>
      <video
        ref={ref}
        className="preview-video"
        data-shown={isShown}
        data-mirrored={mirror && camera.facing !== 'environment'}
        muted
        autoPlay
        playsInline
        onLoadedData={onPicture}
        onResize={onPicture}
      />
      {!isShown && !hasProblem && (
        <p className="preview-note">
          {camera.status === 'starting' && <Loader size={22} className="spin" aria-hidden="true" />}
          {t(camera.status === 'off' ? 'prejoin.cameraOff' : 'prejoin.cameraStarting')}
        </p>
      )}
      {!isShown && <ProblemNote />}
      {canFlip && isShown && (
        <button
          type="button"
          className="preview-flip"
          aria-label={t('devices.flip')}
          onClick={() => void actions.flipCamera()}
        >
          <SwitchCamera size={22} aria-hidden="true" />
        </button>
      )}
      <div className="preview-bar">
        <PreviewToggle
          status={microphone.status}
          name={t(microphone.status === 'off' ? 'meeting.controls.unmute' : 'meeting.controls.mute')}
          icons={{ on: <Mic size={22} />, off: <MicOff size={22} /> }}
          onToggle={(on) => void actions.setMicrophone(on)}
        />
        <PreviewToggle
          status={camera.status}
          name={t(camera.status === 'off' ? 'meeting.controls.cameraOn' : 'meeting.controls.cameraOff')}
          icons={{ on: <Video size={22} />, off: <VideoOff size={22} /> }}
          onToggle={(on) => void actions.setCamera(on)}
        />
        <MicrophoneMeter active={microphone.status === 'on'} />
      </div>
    </section>
  )
}
