import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { watchMicrophoneLevel } from '../../store/meeting.ts'
import { LevelBar } from '../audio/level-bar.tsx'

/** Shows how loud the own microphone hears. */
export function MicrophoneMeter({ active }: { active: boolean }): ReactNode {
  const { t } = useTranslation()
  return (
    <LevelBar className="meter" label={t('prejoin.level')} watch={active ? watchMicrophoneLevel : null} />
  )
}
