import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCheck } from '../../store/check.ts'
import { CheckSection } from './check-row.tsx'

/** Which browser this is. */
export function BrowserSection(): ReactNode {
  const { t } = useTranslation('check')
  const { name, version, system } = useCheck((state) => state.result.browser)
  const browser = name === '' ? t('reading.unknown') : `${name} ${version}`
  return (
    <CheckSection title={t('section.browser')}>
      <p className="check-browser">{[browser, system].filter((part) => part !== '').join(', ')}</p>
    </CheckSection>
  )
}
