import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { failureText } from '../shell/failure-text.ts'
import '../styles/lobby.css'
import { LobbyMessageForm } from './lobby-message-form.tsx'
import { unnamed } from './lobby-news.ts'
import { useAsking } from '../controls/use-asking.ts'
import { WaitingRow } from './waiting-row.tsx'

/** Who waits to come in, for those who decide about it; nothing while nobody does. */
export function WaitingList(): ReactNode {
  const { t } = useTranslation()
  const lobby = useMeeting((state) => state.lobby)
  const { ask, isBusy, failure } = useAsking()
  if (lobby.count === 0) return null
  const rest = unnamed(lobby)
  return (
    <section className="lobby" aria-labelledby="lobby-title">
      <header className="lobby-head">
        <h3 id="lobby-title">
          <span>{t('lobby.title')}</span>
          <span className="panel-note">{lobby.count}</span>
        </h3>
        {lobby.count > 1 && (
          <button
            type="button"
            className="button button-quiet"
            disabled={isBusy}
            onClick={() => void ask('lobby:admit', { knockers: 'all' })}
          >
            {t('lobby.admitAll')}
          </button>
        )}
      </header>
      <ul className="lobby-list">
        {lobby.waiting.map((person) => (
          <WaitingRow key={person.id} person={person} ask={ask} />
        ))}
      </ul>
      {rest > 0 && <p className="field-hint">{t('lobby.more', { count: rest })}</p>}
      {failure && (
        <p className="field-error" role="alert">
          {failureText(failure, t)}
        </p>
      )}
      <LobbyMessageForm />
    </section>
  )
}
