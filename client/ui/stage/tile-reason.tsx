import { ServerOff, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoReason } from './video-reason.ts'

/** Says on a tile why its picture stands still or is missing. */
export function TileReason({ reason, name }: { reason: VideoReason; name: string }): ReactNode {
  const { t } = useTranslation()
  const text = t(`meeting.stage.reason.${reason}`, { name })
  const isServer = reason === 'busy' || reason === 'limit'
  return (
    <p className="tile-reason" title={text}>
      {isServer ? <ServerOff size={16} aria-hidden="true" /> : <WifiOff size={16} aria-hidden="true" />}
      <span>{text}</span>
    </p>
  )
}
