import { Users } from 'lucide-react'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionState } from '../../session/state/state.ts'
import { useMeeting } from '../../store/meeting.ts'
import { listNames } from './list-names.ts'

const MOST_NAMES = 4

/** Says whether the room can be joined, and who is in it already. */
export function WhoIsInside(): ReactNode {
  const { t, i18n } = useTranslation()
  const preview = useMeeting((state) => state.preview)
  const connection = useMeeting((state) => state.connection)
  const text = describe(preview, connection, t, i18n.language)
  return (
    <p className="inside" role="status">
      <Users size={18} aria-hidden="true" />
      <span>{text}</span>
    </p>
  )
}

function describe(
  preview: SessionState['preview'],
  connection: SessionState['connection'],
  t: TFunction,
  language: string,
): string {
  // What was known before the connection was lost may be wrong by now.
  if (connection !== 'connected') return t('prejoin.connecting')
  if (!preview) return t('prejoin.ready')
  if (preview.count === 0) return t('prejoin.nobodyInside')
  // Rooms that do not tell names still tell how many are inside.
  if (preview.names.length === 0) return t('prejoin.insideCount', { count: preview.count })
  const shown = preview.names.slice(0, MOST_NAMES)
  const hidden = Math.max(preview.count, preview.names.length) - shown.length
  const rest = hidden > 0 ? [t('prejoin.andOthers', { count: hidden })] : []
  return t('prejoin.inside', { names: listNames([...shown, ...rest], language) })
}
