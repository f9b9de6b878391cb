import type { ReactNode } from 'react'
import { setInterface, useInterface } from '../../store/interface.ts'
import { RemoveDialog } from '../people/remove-dialog.tsx'
import { RenameDialog } from '../people/rename-dialog.tsx'
import { DevicesSection } from '../settings/devices-section.tsx'
import { SettingsDialog } from '../settings/settings-dialog.tsx'
import { ShortcutsDialog } from '../shortcuts/shortcuts-dialog.tsx'
import { EndDialog } from './end-dialog.tsx'

/** The dialogs of the meeting; at most one is open. */
export function MeetingDialogs(): ReactNode {
  const dialog = useInterface((state) => state.dialog)
  const close = (): void => setInterface({ dialog: null })
  const closeUnless = (open: boolean): void => {
    if (!open) close()
  }
  const person = typeof dialog === 'object' ? dialog : null
  return (
    <>
      <SettingsDialog open={dialog === 'settings'} onOpenChange={closeUnless} devices={<DevicesSection />} />
      <ShortcutsDialog open={dialog === 'shortcuts'} onOpenChange={closeUnless} />
      {dialog === 'end' && <EndDialog onClose={close} />}
      {person?.kind === 'rename' && <RenameDialog person={person} onClose={close} />}
      {person && person.kind !== 'rename' && <RemoveDialog person={person} onClose={close} />}
    </>
  )
}
