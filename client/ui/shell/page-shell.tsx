import { Settings } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '../routing/link.tsx'
import { SettingsDialog } from '../settings/settings-dialog.tsx'
import '../styles/page.css'
import { Logo } from './logo.tsx'

interface PageShellProps {
  children: ReactNode
  /** Choices of devices for the settings; only where a room is open. */
  devices?: ReactNode
}

/** Frame of the pages around a meeting: the mark, the settings, and one thing in the middle. */
export function PageShell({ children, devices }: PageShellProps): ReactNode {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="page">
      <header className="page-header">
        <Link to="/" className="brand">
          <Logo />
          Plenary
        </Link>
        <button
          type="button"
          className="icon-button"
          aria-label={t('meeting.controls.settings')}
          onClick={() => setOpen(true)}
        >
          <Settings size={20} aria-hidden="true" />
        </button>
      </header>
      <main className="page-main">{children}</main>
      <SettingsDialog open={isOpen} onOpenChange={setOpen} devices={devices} />
    </div>
  )
}
