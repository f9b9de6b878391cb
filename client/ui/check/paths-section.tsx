import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { SINGLE_CHECK_PATHS, type CheckPathResult } from '../../../protocol/checks.ts'
import { useCheck } from '../../store/check.ts'
import { CheckRow, CheckSection, type RowState } from './check-row.tsx'

const STATES: Readonly<Record<Exclude<CheckPathResult, 'not-offered'>, RowState>> = {
  untried: 'none',
  works: 'good',
  fails: 'bad',
}

/** Each way to the server that it offers, and whether bytes came back over it. */
export function PathsSection(): ReactNode {
  const { t } = useTranslation('check')
  const paths = useCheck((state) => state.result.paths)
  const trying = useCheck((state) => state.trying)
  return (
    <CheckSection title={t('section.paths')}>
      <ul>
        {SINGLE_CHECK_PATHS.map((path) => {
          const outcome = paths[path]
          if (outcome === 'not-offered') return null
          const isTrying = trying === path
          return (
            <CheckRow
              key={path}
              name={t(`path.${path}`)}
              state={isTrying ? 'busy' : STATES[outcome]}
              value={t(isTrying ? 'outcome.trying' : `outcome.${outcome}`)}
            />
          )
        })}
      </ul>
    </CheckSection>
  )
}
