import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCheck } from '../../store/check.ts'
import { CheckRow, CheckSection } from './check-row.tsx'

// What the burst sends at most, in kbit/s; with what it costs to carry it, no line shows quite as much.
const BURST_MOST_KBPS = 9000

/** What was measured of the line, as it comes. */
export function LineSection(): ReactNode {
  const { t, i18n } = useTranslation('check')
  const line = useCheck((state) => state.result.line)
  const format = (value: number, digits = 0): string =>
    new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(value)
  const told = (value: number | null | undefined, tell: (value: number) => string): string =>
    value === null || value === undefined ? t('reading.unknown') : tell(value)
  const milliseconds = (value: number): string => t('reading.milliseconds', { value: format(value) })
  const percent = (value: number): string => t('reading.percent', { value: format(value * 100, 1) })
  const megabits = (kbps: number): string =>
    kbps >= BURST_MOST_KBPS
      ? t('reading.megabitsMost', { value: format(BURST_MOST_KBPS / 1000) })
      : t('reading.megabits', { value: format(kbps / 1000, 1) })
  const perSecond = (value: number): string => t('reading.perSecond', { value: format(value) })
  return (
    <CheckSection title={t('section.line')}>
      <ul>
        <CheckRow name={t('reading.roundTrip')} value={told(line?.roundTripMs, milliseconds)} />
        <CheckRow name={t('reading.jitter')} value={told(line?.jitterMs, milliseconds)} />
        <CheckRow name={t('reading.lossUp')} value={told(line?.lossUp, percent)} />
        <CheckRow name={t('reading.lossDown')} value={told(line?.lossDown, percent)} />
        <CheckRow name={t('reading.frames')} value={told(line?.framesPerSecond, perSecond)} />
        <CheckRow name={t('reading.up')} value={told(line?.upKbps, megabits)} />
        <CheckRow name={t('reading.down')} value={told(line?.downKbps, megabits)} />
      </ul>
    </CheckSection>
  )
}
