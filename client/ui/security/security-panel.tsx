import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { decides } from '../../../protocol/roles.ts'
import { useMeeting } from '../../store/meeting.ts'
import { Panel } from '../panel/panel.tsx'
import '../styles/security.css'
import { EntrySection } from './entry-section.tsx'
import { HoursSection } from './hours-section.tsx'
import { InvitationsSection } from './invitations-section.tsx'
import { OwnerSection } from './owner-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { RightsSection } from './rights-section.tsx'

/** Where hosts decide about their room: each choice holds at once, and says in its place when it does not. */
export function SecurityPanel(): ReactNode {
  const { t } = useTranslation()
  const isHost = useMeeting((state) => state.self !== null && decides(state.self.role))
  // The role may be taken while the panel is open.
  if (!isHost) return null
  return (
    <Panel panel="security" title={t('security.title')}>
      <div className="security">
        <p className="field-hint">{t('security.rulesFor')}</p>
        <EntrySection />
        <PasswordSection />
        <RightsSection />
        <InvitationsSection />
        <HoursSection />
        <OwnerSection />
      </div>
    </Panel>
  )
}
