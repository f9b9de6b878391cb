import { EllipsisVertical } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { isDecider } from '../../store/permissions.ts'
import { LateOpener } from '../controls/late-opener.tsx'

interface PersonMenuOpenerProps {
  id: string
  name: string
  className: string
}

/** Opens what can be done about somebody; absent where that is nothing, as about oneself for most. */
export function PersonMenuOpener({ id, name, className }: PersonMenuOpenerProps): ReactNode {
  const { t } = useTranslation()
  const isEmpty = useMeeting((state) => state.self?.id === id && !isDecider(state))
  if (isEmpty) return null
  const label = t('moderation.menu.open', { name })
  return (
    <LateOpener opens="menu" popup={({ PersonMenu }, opener) => <PersonMenu id={id}>{opener}</PersonMenu>}>
      <button type="button" className={className} aria-label={label} title={label}>
        <EllipsisVertical size={18} aria-hidden="true" />
      </button>
    </LateOpener>
  )
}
