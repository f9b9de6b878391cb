import { Copy, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Invitation } from '../../../protocol/index.ts'
import { useMeeting } from '../../store/meeting.ts'
import { copyLink, roomLink } from '../browser/share-link.ts'
import { linkFragment } from '../routing/link-keys.ts'
import { InvitationForm } from './invitation-form.tsx'
import { useInvitationSecret } from './invitation-secrets.ts'
import { describeInvitation } from './invitation-text.ts'
import { Trouble } from './rule-controls.tsx'
import { useInvitations } from './use-invitations.ts'

/** Makes, shows and revokes invitations. */
export function InvitationsSection(): ReactNode {
  const { t } = useTranslation()
  const { list, make, revoke, isBusy, failure } = useInvitations()
  return (
    <section className="security-section">
      <h3>{t('security.invitations')}</h3>
      <p className="field-hint">{t('security.invitationsText')}</p>
      {list?.length === 0 && <p>{t('security.noInvitations')}</p>}
      {list && list.length > 0 && (
        <ul className="invitation-list">
          {list.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              onRevoke={() => void revoke(invitation.id)}
            />
          ))}
        </ul>
      )}
      <InvitationForm onMake={make} isBusy={isBusy} />
      <Trouble failure={failure} />
    </section>
  )
}

function InvitationRow({
  invitation,
  onRevoke,
}: {
  invitation: Invitation
  onRevoke: () => void
}): ReactNode {
  const { t, i18n } = useTranslation()
  const room = useMeeting((state) => state.room)
  const secret = useInvitationSecret(invitation.id)
  const text = describeInvitation(invitation, t, i18n.language)
  const name = invitation.note ?? text
  return (
    <li className="invitation-row">
      <div>
        {invitation.note !== undefined && <strong>{invitation.note}</strong>}
        <span>{text}</span>
        {secret === undefined && <span className="field-hint">{t('security.secretGone')}</span>}
      </div>
      {secret !== undefined && (
        <button
          type="button"
          className="button"
          aria-label={t('security.copyName', { name })}
          onClick={() => void copyLink(roomLink(room) + linkFragment('invite', secret))}
        >
          <Copy size={18} aria-hidden="true" />
          <span>{t('common.copyLink')}</span>
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t('security.revokeName', { name })}
        title={t('security.revoke')}
        onClick={onRevoke}
      >
        <Trash2 size={18} aria-hidden="true" />
      </button>
    </li>
  )
}
