import { Activity } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoSource } from '../../../protocol/index.ts'
import { loadQuality } from '../meeting/parts.ts'

const QualityPopover = lazy(async () => ({ default: (await loadQuality()).QualityPopover }))

interface QualityButtonProps {
  participantId: string
  source: VideoSource
  name: string
}

/** Opens the numbers of one picture, which few people ever want: they are fetched when somebody does. */
export function QualityButton(props: QualityButtonProps): ReactNode {
  const { t } = useTranslation()
  const [isWanted, setWanted] = useState(false)
  const button = (
    <button
      type="button"
      className="tile-button"
      aria-label={t('meeting.stage.quality', { name: props.name })}
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void loadQuality().catch(() => undefined)}
      onClick={() => setWanted(true)}
    >
      <Activity size={18} aria-hidden="true" />
    </button>
  )
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <QualityPopover {...props} />
    </Suspense>
  )
}
