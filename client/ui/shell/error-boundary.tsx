import { CircleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/page.css'
import { Notice } from './notice.tsx'

interface State {
  hasFailed: boolean
}

interface ErrorBoundaryProps {
  children: ReactNode
  /** What stands in the place of the children after a failure: the page, or a part beside others. */
  place?: 'main' | 'aside'
  /** Stands there instead; null for an ornament, without which all goes on. */
  fallback?: ReactNode
}

/**
 * Keeps a failure of one component from leaving an empty page. Around a part of the
 * meeting it keeps the meeting: a part that is opened while the line is broken cannot be
 * fetched, and browsers remember that until the page is loaded again. Around an ornament it
 * keeps everything else: extensions and translators change pages behind React's back, and
 * what fails then must be no more than what they touched.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { hasFailed: false }

  static getDerivedStateFromError(): State {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    const { place = 'main', fallback = <Failed place={place} />, children } = this.props
    return this.state.hasFailed ? fallback : children
  }
}

function Failed({ place: Place }: { place: 'main' | 'aside' }): ReactNode {
  const { t } = useTranslation()
  return (
    <Place className={Place === 'main' ? 'page-main loading' : 'panel loading'}>
      <Notice
        bad
        icon={<CircleAlert size={30} aria-hidden="true" />}
        title={t('common.somethingFailed')}
        actions={
          <button type="button" className="button button-primary" onClick={() => location.reload()}>
            {t('common.reload')}
          </button>
        }
      />
    </Place>
  )
}
