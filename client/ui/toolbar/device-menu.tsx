import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceKind } from '../../session/state/state.ts'
import { setInterface } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { deviceOptions } from '../prejoin/device-options.ts'
import '../styles/popover.css'

interface DeviceMenuProps {
  kinds: readonly DeviceKind[]
  /** Its opener. */
  children: ReactNode
}

/** Chooses devices of some kinds, or goes to their settings. */
export function DeviceMenu({ kinds, children }: DeviceMenuProps): ReactNode {
  const { t } = useTranslation()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" side="top" sideOffset={8} collisionPadding={8} loop>
        {kinds.map((kind) => (
          <DeviceChoices key={kind} kind={kind} />
        ))}
        <DropdownMenu.Item className="menu-item" onSelect={() => setInterface({ dialog: 'settings' })}>
          <span className="menu-check" />
          <span>{t('meeting.controls.deviceSettings')}</span>
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}

function DeviceChoices({ kind }: { kind: DeviceKind }): ReactNode {
  const { t } = useTranslation()
  const devices = useMeeting((state) => state.local.devices[kind])
  const selected = useMeeting((state) => state.local.selected[kind])
  const canChoose = useMeeting((state) => kind !== 'speaker' || state.local.canSelectSpeaker)
  if (!canChoose) return null
  return (
    <>
      <DropdownMenu.Label className="menu-label">{t(`devices.${kind}`)}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={selected}
        onValueChange={(id) => void actions.selectDevice(kind, id)}
        aria-label={t(`devices.${kind}`)}
      >
        {deviceOptions(kind, devices, t).map(({ value, label }) => (
          <DropdownMenu.RadioItem key={value} className="menu-item" value={value}>
            <span className="menu-check">
              <DropdownMenu.ItemIndicator>
                <Check size={18} aria-hidden="true" />
              </DropdownMenu.ItemIndicator>
            </span>
            <span>{label}</span>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
      <DropdownMenu.Separator className="menu-separator" />
    </>
  )
}
