import { DoorOpen, PhoneOff } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface } from '../../store/interface.ts'
import { actions } from '../../store/meeting.ts'
import '../styles/popover.css'

/** The ways out for a host: alone, or with everybody. The child is its opener. */
export function LeaveMenu({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" side="top" align="end" sideOffset={8} collisionPadding={8} loop>
        <DropdownMenu.Item className="menu-item" onSelect={() => void actions.leave()}>
          <DoorOpen size={18} aria-hidden="true" />
          <span>{t('meeting.controls.leave')}</span>
        </DropdownMenu.Item>
        <DropdownMenu.Item
          className="menu-item"
          data-danger="true"
          onSelect={() => setInterface({ dialog: 'end' })}
        >
          <PhoneOff size={18} aria-hidden="true" />
          <span>{t('moderation.ending.open')}</span>
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
