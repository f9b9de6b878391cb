import { BadgeCheck, Check, X } from 'lucide-react'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lobby } from '../../session/state/state.ts'
import type { Asking } from '../controls/use-asking.ts'

interface WaitingRowProps {
  person: Lobby['waiting'][number]
  ask: Asking['ask']
}

/** Somebody who waits, with what a host can do about it. */
export function WaitingRow({ person, ask }: WaitingRowProps): ReactNode {
  const { t } = useTranslation()
  const [isDenying, setDenying] = useState(false)
  const { id, name, account, isConnected } = person
  return (
    <li className="lobby-person" data-connected={isConnected}>
      <div className="lobby-row">
        <div className="lobby-name">
          <strong>{name}</strong>
          <p>
            {account !== undefined && <BadgeCheck size={14} aria-hidden="true" />}
            <span>{account ?? t('lobby.guest')}</span>
            {!isConnected && <span>{t('lobby.lost')}</span>}
          </p>
        </div>
        <button
          type="button"
          className="button button-primary"
          aria-label={t('lobby.admitName', { name })}
          onClick={() => void ask('lobby:admit', { knockers: [id] })}
        >
          <Check size={18} aria-hidden="true" />
          <span>{t('lobby.admit')}</span>
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t('lobby.denyName', { name })}
          aria-expanded={isDenying}
          onClick={() => setDenying(!isDenying)}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      {isDenying && (
        <DenyForm
          onDeny={(reason) => void ask('lobby:deny', { knockers: [id], ...(reason ? { reason } : {}) })}
          onCancel={() => setDenying(false)}
        />
      )}
    </li>
  )
}

interface DenyFormProps {
  onDeny: (reason: string) => void
  onCancel: () => void
}

/** Asks for a reason, so that nobody is sent away by a slip of the finger. */
function DenyForm({ onDeny, onCancel }: DenyFormProps): ReactNode {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    onDeny(reason.trim())
  }
  return (
    <form className="lobby-form" onSubmit={submit}>
      <input
        autoFocus
        className="input"
        aria-label={t('lobby.reason')}
        placeholder={t('lobby.reason')}
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.target.value)}
      />
      <button type="submit" className="button button-danger">
        {t('lobby.deny')}
      </button>
      <button type="button" className="button" onClick={onCancel}>
        {t('lobby.cancel')}
      </button>
    </form>
  )
}
