import { Mic, MicOff, TriangleAlert, Video, VideoOff } from 'lucide-react'
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting, watchMicrophoneLevel } from '../../store/meeting.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { ControlButton } from './control-button.tsx'
import { DeviceMenuOpener } from './device-menu-opener.tsx'
import { toggleCamera, toggleMicrophone } from './meeting-commands.ts'
import { useSendingNote } from './use-sending-note.ts'

// A toggle that keeps the focus after a click would take the space bar, which
// people then hold in order to talk. Keyboards report no click count.
function releaseFocus(event: MouseEvent<HTMLButtonElement>): void {
  if (event.detail > 0) event.currentTarget.blur()
}

/** Mutes and unmutes, with the choice of devices beside it. */
export function MicrophoneControl({ withMenu }: { withMenu: boolean }): ReactNode {
  const { t } = useTranslation()
  const { status, problem } = useMeeting((state) => state.local.microphone)
  const sending = useSendingNote('microphone')
  const isOff = status === 'off'
  return (
    <div className="control-pair">
      <ControlButton
        {...sending}
        name={t(isOff ? 'meeting.controls.unmute' : 'meeting.controls.mute')}
        label={t(isOff ? 'meeting.controls.short.unmute' : 'meeting.controls.short.mute')}
        icon={
          isOff ? (
            <MicOff />
          ) : (
            <ErrorBoundary fallback={<Mic />}>
              <LiveMicrophone isOn={status === 'on'} />
            </ErrorBoundary>
          )
        }
        tone={isOff ? 'off' : 'plain'}
        shortcut="M"
        aria-busy={status === 'starting'}
        badge={problem ? <TriangleAlert size={12} /> : undefined}
        onClick={(event) => {
          toggleMicrophone()
          releaseFocus(event)
        }}
      />
      {withMenu && (
        <DeviceMenuOpener name={t('meeting.controls.chooseMicrophone')} kinds={['microphone', 'speaker']} />
      )}
    </div>
  )
}

/** Turns the camera on and off, with the choice of cameras beside it. */
export function CameraControl({ withMenu }: { withMenu: boolean }): ReactNode {
  const { t } = useTranslation()
  const status = useMeeting((state) => state.local.camera.status)
  const problem = useMeeting((state) => state.local.camera.problem)
  const sending = useSendingNote('camera')
  const isOff = status === 'off'
  return (
    <div className="control-pair">
      <ControlButton
        {...sending}
        name={t(isOff ? 'meeting.controls.cameraOn' : 'meeting.controls.cameraOff')}
        label={t(isOff ? 'meeting.controls.short.cameraOn' : 'meeting.controls.short.cameraOff')}
        icon={isOff ? <VideoOff /> : <Video />}
        tone={isOff ? 'off' : 'plain'}
        shortcut="V"
        aria-busy={status === 'starting'}
        badge={problem ? <TriangleAlert size={12} /> : undefined}
        onClick={(event) => {
          toggleCamera()
          releaseFocus(event)
        }}
      />
      {withMenu && <DeviceMenuOpener name={t('meeting.controls.chooseCamera')} kinds={['camera']} />}
    </div>
  )
}

/** The microphone that fills with the own voice, so that one sees being heard. */
function LiveMicrophone({ isOn }: { isOn: boolean }): ReactNode {
  const fill = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!isOn) return
    return watchMicrophoneLevel((level) => fill.current?.style.setProperty('--level', level.toFixed(2)))
  }, [isOn])
  return (
    <>
      <Mic />
      <span ref={fill} className="voice" />
    </>
  )
}
