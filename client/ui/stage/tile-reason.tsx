import { MonitorX, ServerOff, Unplug, VideoOff, WifiOff, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoReason } from './video-reason.ts'

const ICONS: Record<VideoReason, LucideIcon> = {
  slowHere: WifiOff,
  slowThere: WifiOff,
  noPicture: VideoOff,
  noPath: Unplug,
  undecodable: MonitorX,
  busy: ServerOff,
  limit: ServerOff,
}

/** Says on a tile why its picture stands still or is missing. */
export function TileReason({ reason, name }: { reason: VideoReason; name: string }): ReactNode {
  const { t } = useTranslation()
  const text = t(`meeting.stage.reason.${reason}`, { name })
  const Icon = ICONS[reason]
  return (
    <p className="tile-reason" title={text}>
      <Icon size={16} aria-hidden="true" />
      <span>{text}</span>
    </p>
  )
}
