import { Shield } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { decides } from '../../../protocol/roles.ts'
import { togglePanel, useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { fetchAhead } from '../browser/fetch-ahead.ts'
import { loadSecurity } from '../meeting/parts.ts'
import { ControlButton } from './control-button.tsx'

/** Opens the panel in which hosts decide about the room; absent for everybody else. */
export function SecurityControl(): ReactNode {
  const { t } = useTranslation()
  const isHost = useMeeting((state) => state.self !== null && decides(state.self.role))
  const isOpen = useInterface((state) => state.panel === 'security')
  if (!isHost) return null
  const name = t('meeting.controls.security')
  return (
    <ControlButton
      id="open-security"
      name={name}
      label={name}
      icon={<Shield />}
      tone={isOpen ? 'active' : 'plain'}
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'panel-security' : undefined}
      onPointerEnter={() => fetchAhead(loadSecurity)}
      onClick={() => togglePanel('security')}
    />
  )
}
