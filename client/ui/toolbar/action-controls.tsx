import {
  ChevronUp,
  DoorClosed,
  Hand,
  LayoutGrid,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Settings,
} from 'lucide-react'
import { Toolbar } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { may } from '../../store/permissions.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { LateOpener } from '../controls/late-opener.tsx'
import { loadDialogs } from '../meeting/parts.ts'
import { ControlButton } from './control-button.tsx'
import { toggleHand, toggleShare } from './meeting-commands.ts'
import { useSendingNote } from './use-sending-note.ts'

/** Shares the screen; absent where the browser cannot, as on phones. */
export function ShareControl(): ReactNode {
  const { t } = useTranslation()
  const status = useMeeting((state) => state.local.screen.status)
  const canShare = useMeeting((state) => state.local.canShareScreen)
  const sending = useSendingNote('screen')
  if (!canShare) return null
  const isOn = status === 'on'
  return (
    <ControlButton
      {...sending}
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

/** Ends the meeting for all, once that is confirmed; for hosts. */
export function EndControl(): ReactNode {
  const { t } = useTranslation()
  const mayEnd = useMeeting((state) => may(state, 'end-room'))
  if (!mayEnd) return null
  const name = t('moderation.ending.open')
  return (
    <ControlButton
      name={name}
      label={name}
      icon={<DoorClosed />}
      onPointerEnter={() => fetchAhead(loadDialogs)}
      onClick={() => setInterface({ dialog: 'end' })}
    />
  )
}

/** Leaves at once: coming back is one click, so nothing is asked. Hosts have a menu with more beside it. */
export function LeaveControl({ withMenu }: { withMenu: boolean }): ReactNode {
  const mayEnd = useMeeting((state) => may(state, 'end-room'))
  if (!withMenu || !mayEnd) return <LeaveButton />
  return (
    <div className="control-pair">
      <LeaveButton />
      <LeaveMenuOpener />
    </div>
  )
}

function LeaveMenuOpener(): ReactNode {
  const { t } = useTranslation()
  const name = t('moderation.ending.moreLeave')
  return (
    <LateOpener opens="menu" popup={({ LeaveMenu }, opener) => <LeaveMenu>{opener}</LeaveMenu>}>
      <Toolbar.Button className="caret" aria-label={name} title={name}>
        <ChevronUp size={16} aria-hidden="true" />
      </Toolbar.Button>
    </LateOpener>
  )
}

function LeaveButton(): ReactNode {
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
