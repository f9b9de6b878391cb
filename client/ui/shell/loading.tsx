import { Loader } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/page.css'

/**
 * Stands in while a part of the client is fetched.
 *
 * @param text - what is being waited for, where people should know
 */
export function Loading({ text }: { text?: string }): ReactNode {
  const { t } = useTranslation()
  return (
    <main className="loading" aria-busy="true" aria-label={t('common.loading')}>
      <Loader size={28} className="spin" aria-hidden="true" />
      {text !== undefined && <p role="status">{text}</p>}
    </main>
  )
}
