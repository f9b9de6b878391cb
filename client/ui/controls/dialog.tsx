import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/dialog.css'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  text: string
  children: ReactNode
}

/** A dialog that holds the focus while it is open and gives it back afterwards. */
export function Dialog({ open, onOpenChange, title, text, children }: DialogProps): ReactNode {
  const { t } = useTranslation()
  const opener = useRef<Element>(null)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay" />
        <Radix.Content
          className="dialog"
          onOpenAutoFocus={() => {
            opener.current = document.activeElement
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            returnFocus(opener.current)
          }}
        >
          <header className="dialog-header">
            <div>
              <Radix.Title className="dialog-title">{title}</Radix.Title>
              <Radix.Description className="field-hint">{text}</Radix.Description>
            </div>
            <Radix.Close className="icon-button" aria-label={t('common.close')}>
              <X size={20} aria-hidden="true" />
            </Radix.Close>
          </header>
          <div className="dialog-body">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

// Dialogs are opened by keys and menus too, so the opener is whatever had the
// focus; in the sheet of a phone it is gone by now, and its own opener stands in.
function returnFocus(opener: Element | null): void {
  const target = opener?.isConnected ? opener : document.getElementById('open-more')
  if (target instanceof HTMLElement) target.focus()
}
