import type { TFunction } from 'i18next'
import type { TrackStats } from '../../session/state/actions.ts'

/** One number with its name. */
export interface QualityLine {
  label: string
  value: string
}

/** Puts the numbers of a track into words; what the browser does not tell stays a dash. */
export function describeStats(stats: TrackStats, t: TFunction, language: string): QualityLine[] {
  const unknown = t('meeting.quality.unknown')
  const number = (value: number, digits = 0): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
  const { width, height, framesPerSecond, bitrate, packetLoss, roundTripTime, path } = stats
  return [
    { label: t('meeting.quality.resolution'), value: width && height ? `${width} × ${height}` : unknown },
    {
      label: t('meeting.quality.frames'),
      value:
        framesPerSecond === null
          ? unknown
          : t('meeting.quality.framesValue', { value: number(framesPerSecond) }),
    },
    {
      label: t('meeting.quality.bitrate'),
      value: bitrate === null ? unknown : `${number(bitrate / 1000)} kbit/s`,
    },
    {
      label: t('meeting.quality.loss'),
      value: packetLoss === null ? unknown : `${number(packetLoss * 100, 1)} %`,
    },
    {
      label: t('meeting.quality.roundTrip'),
      value: roundTripTime === null ? unknown : `${number(roundTripTime)} ms`,
    },
    { label: t('meeting.quality.path'), value: path === null ? unknown : t(`meeting.quality.${path}`) },
  ]
}
