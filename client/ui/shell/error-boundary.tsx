import { CircleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/page.css'
import { Notice } from './notice.tsx'

interface State {
  hasFailed: boolean
}

/** Keeps a failure of one component from leaving an empty page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { hasFailed: false }

  static getDerivedStateFromError(): State {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <FailedPage /> : this.props.children
  }
}

function FailedPage(): ReactNode {
  const { t } = useTranslation()
  return (
    <main className="page-main loading">
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
    </main>
  )
}
