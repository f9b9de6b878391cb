import type { ReactNode } from 'react'
import { setInterface, useInterface } from '../../store/interface.ts'
import { DevicesSection } from '../settings/devices-section.tsx'
import { SettingsDialog } from '../settings/settings-dialog.tsx'
import { ShortcutsDialog } from '../shortcuts/shortcuts-dialog.tsx'

/** The dialogs of the meeting; at most one is open. */
export function MeetingDialogs(): ReactNode {
  const dialog = useInterface((state) => state.dialog)
  const close = (open: boolean): void => {
    if (!open) setInterface({ dialog: null })
  }
  return (
    <>
      <SettingsDialog open={dialog === 'settings'} onOpenChange={close} devices={<DevicesSection />} />
      <ShortcutsDialog open={dialog === 'shortcuts'} onOpenChange={close} />
    </>
  )
}
