import { EyeOff, Loader } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Wait } from '../../session/state/state.ts'
import { actions, useMeeting } from '../../store/meeting.ts'

interface WaitingSideProps {
  wait: Exclude<Wait, { kind: 'refused' }>
  room: string
}

/** What is waited for, what hosts say, and the way out. */
export function WaitingSide({ wait, room }: WaitingSideProps): ReactNode {
  const { t } = useTranslation()
  const isConnected = useMeeting((state) => state.connection === 'connected')
  const isLinkRefused = useMeeting((state) => state.door.isOwnerLinkRefused)
  const isForHost = wait.kind === 'waiting' && wait.for === 'host'
  const text =
    wait.kind === 'entering'
      ? t('waiting.entering')
      : t(isConnected ? (isForHost ? 'waiting.textHost' : 'waiting.text') : 'waiting.lost')
  return (
    <>
      <div className="prejoin-head">
        <h1>{t(isForHost ? 'waiting.titleHost' : 'waiting.title')}</h1>
        <p className="prejoin-room">{room}</p>
      </div>
      <p className="waiting-status" role="status">
        <Loader size={20} className="spin" aria-hidden="true" />
        <span>{text}</span>
      </p>
      {isLinkRefused && <p role="alert">{t('door.linkRefused')}</p>}
      <p className="waiting-note">
        <EyeOff size={18} aria-hidden="true" />
        <span>{t('waiting.unseen')}</span>
      </p>
      {wait.kind === 'waiting' && (
        <>
          <div role="log" aria-label={t('waiting.messages')}>
            <ol className="waiting-messages">
              {wait.messages.map(({ number, text: said, by }) => (
                <li key={number}>
                  <strong>{by}</strong>
                  <p>{said}</p>
                </li>
              ))}
            </ol>
          </div>
          <div>
            <button type="button" className="button" onClick={() => void actions.stopWaiting()}>
              {t('waiting.stop')}
            </button>
          </div>
        </>
      )}
    </>
  )
}
