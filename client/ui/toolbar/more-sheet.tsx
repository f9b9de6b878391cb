import { Dialog } from 'radix-ui'
import { useState, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { HandControl, LayoutControl, SettingsControl, ShareControl } from './action-controls.tsx'
import { PeopleControl } from './panel-controls.tsx'

/**
 * Holds what has no room in the bar of a phone. Not modal, so that the bar stays usable. The
 * child is its opener.
 */
export function MoreSheet({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  // Whatever was chosen is done: only the menu of layouts needs its opener to stay.
  const closeAfterChoice = ({ target }: MouseEvent): void => {
    const choice = target instanceof Element ? target.closest('button, [role=menuitemradio]') : null
    if (choice && !choice.hasAttribute('aria-haspopup')) setOpen(false)
  }
  return (
    <Dialog.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{children}</Dialog.Trigger>
      <Dialog.Content className="sheet" aria-describedby={undefined} onClick={closeAfterChoice}>
        <Dialog.Title className="visually-hidden">{t('meeting.controls.moreSheet')}</Dialog.Title>
        <ShareControl />
        <HandControl />
        <PeopleControl />
        <LayoutControl />
        <SettingsControl />
      </Dialog.Content>
    </Dialog.Root>
  )
}
