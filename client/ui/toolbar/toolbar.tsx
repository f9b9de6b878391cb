import { Ellipsis } from 'lucide-react'
import { Toolbar as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { isDecider } from '../../store/permissions.ts'
import { NARROW, NARROW_FOR_HOSTS, useMediaQuery } from '../browser/use-media-query.ts'
import '../styles/toolbar.css'
import {
  EndControl,
  HandControl,
  LayoutControl,
  LeaveControl,
  SettingsControl,
  ShareControl,
} from './action-controls.tsx'
import { CameraControl, MicrophoneControl } from './media-controls.tsx'
import { ControlButton } from './control-button.tsx'
import { LateOpener } from '../controls/late-opener.tsx'
import { ChatControl, LogControl, PeopleControl } from './panel-controls.tsx'
import { SecurityControl } from './security-control.tsx'
import { useTooltip } from './use-tooltip.tsx'

/** All controls of the meeting; on a phone four, and the rest in a sheet. */
export function Toolbar(): ReactNode {
  const { t } = useTranslation()
  const isHost = useMeeting(isDecider)
  const isNarrow = useMediaQuery(isHost ? NARROW_FOR_HOSTS : NARROW)
  const { handlers, tooltip } = useTooltip()
  return (
    <div {...handlers}>
      <Radix.Root className="toolbar" aria-label={t('meeting.controls.toolbar')}>
        {isNarrow ? <NarrowControls /> : <WideControls />}
      </Radix.Root>
      {tooltip}
    </div>
  )
}

function NarrowControls(): ReactNode {
  return (
    <>
      <MicrophoneControl withMenu={false} />
      <CameraControl withMenu={false} />
      <ChatControl />
      <MoreControl />
      <LeaveControl withMenu={false} />
    </>
  )
}

function WideControls(): ReactNode {
  return (
    <>
      <MicrophoneControl withMenu />
      <CameraControl withMenu />
      <ShareControl />
      <HandControl />
      <ChatControl />
      <PeopleControl />
      <LayoutControl />
      <SecurityControl />
      <SettingsControl />
      <LeaveControl withMenu />
    </>
  )
}

/** Opens what has no room in the bar. */
function MoreControl(): ReactNode {
  const { t } = useTranslation()
  const name = t('meeting.controls.more')
  return (
    <LateOpener
      opens="dialog"
      popup={({ MoreSheet }, opener) => <MoreSheet controls={<MoreControls />}>{opener}</MoreSheet>}
    >
      <ControlButton id="open-more" name={name} label={name} icon={<Ellipsis />} />
    </LateOpener>
  )
}

/** What is in the sheet of a phone. */
function MoreControls(): ReactNode {
  return (
    <>
      <ShareControl />
      <HandControl />
      <PeopleControl />
      <LayoutControl />
      <SecurityControl />
      <SettingsControl />
      <LogControl />
      <EndControl />
    </>
  )
}
