import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { toast as show, Toaster } from 'sonner'
import { takeSettled, takeToasts, useToasts } from './toast-store.ts'

const SHOWN_MS = 4000
/** Problems come with instructions, which take longer to read, and something to do takes longer to reach. */
const SHOWN_LONG_MS = 9000

/** Shows toasts at the top, below the line of the room and what hosts say, and clear of all controls. */
export function ToastList(): ReactNode {
  const { t } = useTranslation()
  const waiting = useToasts((state) => state.waiting)
  const settled = useToasts((state) => state.settled)
  useEffect(() => {
    for (const { id, text, detail, tone = 'plain', action } of takeToasts()) {
      const options = {
        id,
        duration: tone === 'bad' || action ? SHOWN_LONG_MS : SHOWN_MS,
        ...(detail ? { description: detail } : {}),
        ...(action ? { action: { label: action.label, onClick: action.run } } : {}),
      }
      if (tone === 'good') show.success(text, options)
      else if (tone === 'bad') show.error(text, options)
      else show(text, options)
    }
  }, [waiting])
  useEffect(() => {
    for (const id of takeSettled()) show.dismiss(id)
  }, [settled])
  return (
    <Toaster
      position="top-center"
      theme="dark"
      visibleToasts={2}
      offset={{ top: 'calc(52px + var(--host-words, 0px))' }}
      mobileOffset={{ top: 'calc(60px + var(--host-words, 0px))' }}
      containerAriaLabel={t('meeting.toasts.label')}
    />
  )
}
