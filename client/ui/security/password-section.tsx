import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { PASSWORD_MAX } from '../../../protocol/limits.ts'
import { useMeeting } from '../../store/meeting.ts'
import { copyLink, roomLink } from '../browser/share-link.ts'
import { TextField } from '../controls/text-field.tsx'
import { useAsking } from '../controls/use-asking.ts'
import { linkFragment } from '../routing/link-keys.ts'
import { MarkedText } from '../shell/marked-text.tsx'
import { Trouble } from './rule-controls.tsx'

/** Sets, changes and removes the password; the server keeps none that it could tell again. */
export function PasswordSection(): ReactNode {
  const { t } = useTranslation()
  const room = useMeeting((state) => state.room)
  const hasPassword = useMeeting((state) => state.rules.hasPassword)
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState<string>()
  const { ask, isBusy, failure } = useAsking()
  const set = async (password: string | null): Promise<void> => {
    if (isBusy) return
    const { ok } = await ask('password:set', { password })
    if (!ok) return
    setShown(password ?? undefined)
    setTyped('')
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (typed) void set(typed)
  }
  return (
    <section className="security-section">
      <h3>{t('security.password')}</h3>
      <p role="status">{t(hasPassword ? 'security.passwordOn' : 'security.passwordOff')}</p>
      {hasPassword && shown !== undefined && (
        <div className="security-once">
          <p key={shown}>
            <MarkedText text={t('security.passwordShown', { password: shown })} element="code" />
          </p>
          <button
            type="button"
            className="button"
            onClick={() => void copyLink(roomLink(room) + linkFragment('password', shown))}
          >
            {t('security.passwordLink')}
          </button>
        </div>
      )}
      <form className="security-form" onSubmit={submit}>
        <TextField
          label={t('security.passwordNew')}
          // Whoever sets it passes it on, and nobody is to keep it as the own one.
          type="text"
          autoComplete="off"
          spellCheck={false}
          maxLength={PASSWORD_MAX}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="security-actions">
          <button type="submit" className="button" disabled={isBusy || !typed}>
            {t(hasPassword ? 'security.passwordChange' : 'security.passwordSet')}
          </button>
          {hasPassword && (
            <button type="button" className="button" disabled={isBusy} onClick={() => void set(null)}>
              {t('security.passwordRemove')}
            </button>
          )}
        </div>
      </form>
      <Trouble failure={failure} />
    </section>
  )
}
