import { Hand, MicOff, ScrollText } from 'lucide-react'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { may } from '../../store/permissions.ts'
import { notify } from '../toasts/notify.ts'
import { askServer } from './ask-server.ts'

/** What hosts do about everybody at once; nothing for others. */
export function HostActions(): ReactNode {
  const { t } = useTranslation()
  const mayMute = useMeeting((state) => may(state, 'stop-tracks'))
  const mayLower = useMeeting((state) => may(state, 'lower-hands'))
  const mayRead = useMeeting((state) => may(state, 'read-log'))
  const hasHands = useMeeting((state) =>
    state.order.some((id) => typeof state.participants[id]?.handRaisedAt === 'number'),
  )
  if (!mayMute && !mayLower && !mayRead) return null
  return (
    <div className="people-host" role="group" aria-label={t('moderation.all.label')}>
      {mayMute && (
        <button type="button" className="button" onClick={() => void muteAll()}>
          <MicOff size={18} aria-hidden="true" />
          <span>{t('moderation.all.mute')}</span>
        </button>
      )}
      {mayLower && hasHands && (
        <button type="button" className="button" onClick={() => void askServer('hands:lower', {})}>
          <Hand size={18} aria-hidden="true" />
          <span>{t('moderation.all.lowerHands')}</span>
        </button>
      )}
      {mayRead && (
        <button type="button" className="button" onClick={() => setInterface({ panel: 'log' })}>
          <ScrollText size={18} aria-hidden="true" />
          <span>{t('moderation.all.log')}</span>
        </button>
      )}
    </div>
  )
}

async function muteAll(): Promise<void> {
  const reply = await askServer('tracks:stop', { source: 'microphone' })
  if (!reply) return
  const { stopped: count } = reply
  const text =
    count > 0 ? i18next.t('moderation.done.muted', { count }) : i18next.t('moderation.done.nobodyToMute')
  notify({ id: 'mute-all', text })
}
