import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BRAND } from '../browser/brand.ts'

/** Links that the operator has to show, below the pages around a meeting. */
export function LegalLinks(): ReactNode {
  const { t } = useTranslation()
  if (BRAND.imprint === undefined && BRAND.privacy === undefined) return null
  return (
    <footer className="page-footer">
      {BRAND.imprint !== undefined && <a href={BRAND.imprint}>{t('legal.imprint')}</a>}
      {BRAND.privacy !== undefined && <a href={BRAND.privacy}>{t('legal.privacy')}</a>}
    </footer>
  )
}
