import { useEffect, useRef, type ReactNode } from 'react'

interface LevelBarProps {
  className: string
  label: string
  /** Hears of each level, 0 to 1; returns the end. Null while nothing is heard. */
  watch: ((listener: (level: number) => void) => () => void) | null
}

/** Shows how loud something is; drawn without React, ten times a second. */
export function LevelBar({ className, label, watch }: LevelBarProps): ReactNode {
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!watch) return
    const end = watch((level) => {
      bar.current?.style.setProperty('--level', level.toFixed(3))
      bar.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)))
    })
    const element = bar.current
    return () => {
      end()
      element?.style.setProperty('--level', '0')
    }
  }, [watch])
  return (
    <div
      ref={bar}
      className={className}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  )
}
