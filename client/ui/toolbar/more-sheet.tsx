import { Dialog } from 'radix-ui'
import { useState, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface MoreSheetProps {
  /** What is in the sheet. */
  controls: ReactNode
  /** Its opener. */
  children: ReactNode
}

/** Holds what has no room in the bar of a phone. Not modal, so that the bar stays usable. */
export function MoreSheet({ controls, children }: MoreSheetProps): ReactNode {
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
        {controls}
      </Dialog.Content>
    </Dialog.Root>
  )
}
