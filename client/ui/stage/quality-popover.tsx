import { Activity } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoSource } from '../../../protocol/index.ts'
import type { TrackStats } from '../../session/state/actions.ts'
import { readTrackStats } from '../../store/meeting.ts'
import '../styles/popover.css'
import { describeStats } from './quality-text.ts'

const READING_MS = 1000

interface QualityPopoverProps {
  participantId: string
  source: VideoSource
  name: string
}

/** Numbers of one picture, open at first: it takes the place of the button that asked for it. */
export function QualityPopover({ participantId, source, name }: QualityPopoverProps): ReactNode {
  const { t } = useTranslation()
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger className="tile-button" aria-label={t('meeting.stage.quality', { name })}>
        <Activity size={18} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          aria-label={t('meeting.quality.title')}
          sideOffset={6}
          collisionPadding={12}
        >
          <Numbers participantId={participantId} source={source} />
          <Popover.Arrow className="popover-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Numbers({ participantId, source }: Omit<QualityPopoverProps, 'name'>): ReactNode {
  const { t, i18n } = useTranslation()
  const [stats, setStats] = useState<TrackStats | null | undefined>(undefined)
  useEffect(() => {
    let isOpen = true
    const read = async (): Promise<void> => {
      const next = await readTrackStats(participantId, source)
      if (isOpen) setStats(next)
    }
    void read()
    const timer = setInterval(() => void read(), READING_MS)
    return () => {
      isOpen = false
      clearInterval(timer)
    }
  }, [participantId, source])

  if (!stats)
    return (
      <p className="popover-note">
        {t(stats === null ? 'meeting.quality.nothing' : 'meeting.quality.reading')}
      </p>
    )
  return (
    <>
      <h2 className="popover-title">{t('meeting.quality.title')}</h2>
      <dl className="numbers">
        {describeStats(stats, t, i18n.language).map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
