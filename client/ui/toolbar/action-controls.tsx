import { Hand, LayoutGrid, MonitorUp, MonitorX, PhoneOff, Settings } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { LateOpener } from '../controls/late-opener.tsx'
import { loadDialogs } from '../meeting/parts.ts'
import { ControlButton } from './control-button.tsx'
import { toggleHand, toggleShare } from './meeting-commands.ts'

/** Shares the screen; absent where the browser cannot, as on phones. */
export function ShareControl(): ReactNode {
  const { t } = useTranslation()
  const status = useMeeting((state) => state.local.screen.status)
  const canShare = useMeeting((state) => state.local.canShareScreen)
  if (!canShare) return null
  const isOn = status === 'on'
  return (
    <ControlButton
      name={t(isOn ? 'meeting.controls.stopShare' : 'meeting.controls.share')}
      label={t(isOn ? 'meeting.controls.short.stopShare' : 'meeting.controls.short.share')}
      icon={isOn ? <MonitorX /> : <MonitorUp />}
      tone={isOn ? 'active' : 'plain'}
      shortcut="S"
      aria-busy={status === 'starting'}
      onClick={toggleShare}
    />
  )
}

/** Raises the own hand. */
export function HandControl(): ReactNode {
  const { t } = useTranslation()
  const isRaised = useMeeting((state) => typeof state.self?.handRaisedAt === 'number')
  const name = t(isRaised ? 'meeting.controls.lowerHand' : 'meeting.controls.raiseHand')
  return (
    <ControlButton
      name={name}
      label={name}
      icon={<Hand />}
      tone={isRaised ? 'active' : 'plain'}
      shortcut="H"
      onClick={toggleHand}
    />
  )
}

/** Opens the choice of layouts. */
export function LayoutControl(): ReactNode {
  const { t } = useTranslation()
  const name = t('meeting.controls.layout')
  return (
    <LateOpener opens="menu" popup={({ LayoutMenu }, opener) => <LayoutMenu>{opener}</LayoutMenu>}>
      <ControlButton name={name} label={name} icon={<LayoutGrid />} />
    </LateOpener>
  )
}

/** Opens the settings. */
export function SettingsControl(): ReactNode {
  const { t } = useTranslation()
  const name = t('meeting.controls.settings')
  return (
    <ControlButton
      name={name}
      label={name}
      icon={<Settings />}
      onPointerEnter={() => fetchAhead(loadDialogs)}
      onClick={() => setInterface({ dialog: 'settings' })}
    />
  )
}

/** Leaves at once: coming back is one click, so nothing is asked. */
export function LeaveControl(): ReactNode {
  const { t } = useTranslation()
  const name = t('meeting.controls.leave')
  return (
    <ControlButton
      name={name}
      label={name}
      icon={<PhoneOff />}
      tone="leave"
      onClick={() => void actions.leave()}
    />
  )
}
