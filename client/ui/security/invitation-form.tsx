import type { TFunction } from 'i18next'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestParams, Role } from '../../../protocol/index.ts'
import { useMeeting } from '../../store/meeting.ts'
import { SelectField } from '../controls/select-field.tsx'
import { TextField } from '../controls/text-field.tsx'
import { EXPIRIES, ROLE_TEXTS, USES } from './invitation-text.ts'

interface InvitationFormProps {
  onMake: (invitation: RequestParams<'invitation:create'>) => Promise<boolean>
  isBusy: boolean
}

/** What a new invitation is for. */
export function InvitationForm({ onMake, isBusy }: InvitationFormProps): ReactNode {
  const { t } = useTranslation()
  // A co-host makes nobody host or co-host.
  const isHost = useMeeting((state) => state.self?.role === 'host')
  const [role, setRole] = useState<Role>('speaker')
  const [uses, setUses] = useState('1')
  const [expiry, setExpiry] = useState<(typeof EXPIRIES)[number]['key']>('week')
  const [note, setNote] = useState('')
  const roles: Role[] = isHost ? ['speaker', 'viewer', 'co-host', 'host'] : ['speaker', 'viewer']
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    if (isBusy) return
    const made = await onMake({
      role,
      uses: USES.find((count) => String(count) === uses) ?? null,
      minutes: EXPIRIES.find(({ key }) => key === expiry)?.minutes ?? null,
      ...(note.trim() ? { note: note.trim() } : {}),
    })
    if (made) setNote('')
  }
  return (
    <form className="security-form" onSubmit={(event) => void submit(event)}>
      <SelectField
        label={t('security.role')}
        value={role}
        options={roles.map((value) => ({ value, label: t(`security.${ROLE_TEXTS[value]}`) }))}
        onChange={(value) => setRole(value as Role)}
      />
      <SelectField
        label={t('security.uses')}
        value={uses}
        options={USES.map((count) => ({ value: String(count), label: usesText(count, t) }))}
        onChange={setUses}
      />
      <SelectField
        label={t('security.expiry')}
        value={expiry}
        options={EXPIRIES.map(({ key }) => ({ value: key, label: t(`security.${key}`) }))}
        onChange={(value) => setExpiry(value as typeof expiry)}
      />
      <TextField
        label={t('security.note')}
        value={note}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setNote(event.target.value)}
      />
      <div className="security-actions">
        <button type="submit" className="button" disabled={isBusy}>
          {t('security.make')}
        </button>
      </div>
    </form>
  )
}

function usesText(count: number | null, t: TFunction): string {
  if (count === null) return t('security.usesAny')
  return count === 1 ? t('security.usesOnce') : t('security.usesMany', { count })
}
