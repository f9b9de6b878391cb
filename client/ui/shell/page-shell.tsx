import { Settings } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BRAND } from '../browser/brand.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { Link } from '../routing/link.tsx'
import '../styles/page.css'
import { AccountMenu } from './account-menu.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { lazyPart } from './lazy-part.tsx'
import { LegalLinks } from './legal-links.tsx'
import { Logo } from './logo.tsx'

const loadSettings = () => import('../settings/settings-dialog.tsx')
const SettingsDialog = lazyPart(async () => (await loadSettings()).SettingsDialog)

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
          <span>{BRAND.name}</span>
        </Link>
        <AccountMenu />
        <button
          type="button"
          className="icon-button"
          aria-label={t('meeting.controls.settings')}
          onPointerEnter={() => fetchAhead(loadSettings)}
          onClick={() => setOpen(true)}
        >
          <Settings size={20} aria-hidden="true" />
        </button>
      </header>
      <main className="page-main">{children}</main>
      <LegalLinks />
      <ErrorBoundary fallback={null}>
        {isOpen && <SettingsDialog open onOpenChange={setOpen} devices={devices} />}
      </ErrorBoundary>
    </div>
  )
}
