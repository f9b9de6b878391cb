import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { watchMicrophoneLevel } from '../../store/meeting.ts'

/** Shows how loud the own microphone hears; drawn without React, ten times a second. */
export function MicrophoneMeter({ active }: { active: boolean }): ReactNode {
  const { t } = useTranslation()
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!active) return
    const end = watchMicrophoneLevel((level) => {
      bar.current?.style.setProperty('--level', level.toFixed(3))
      bar.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)))
    })
    const element = bar.current
    return () => {
      end()
      element?.style.setProperty('--level', '0')
    }
  }, [active])
  return (
    <div
      ref={bar}
      className="meter"
      role="meter"
      aria-label={t('prejoin.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  )
}
