import { Loader, MicOff, MonitorUp, ServerCog, WifiOff, Volume2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface, useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { hasPoorDownlink } from '../../store/selectors.ts'
import { TOUCH, useMediaQuery } from '../browser/use-media-query.ts'
import { failureText } from '../shell/failure-text.ts'
import '../styles/status.css'
import { chooseStatus, type StatusKind } from './status-text.ts'

const ICONS: Partial<Record<StatusKind, ReactNode>> = {
  connecting: <Loader size={18} className="spin" aria-hidden="true" />,
  reconnecting: <Loader size={18} className="spin" aria-hidden="true" />,
  refused: <ServerCog size={18} aria-hidden="true" />,
  repairing: <Loader size={18} className="spin" aria-hidden="true" />,
  unreachable: <WifiOff size={18} aria-hidden="true" />,
  mutedWhileTalking: <MicOff size={18} aria-hidden="true" />,
  mutedWhileTalkingTouch: <MicOff size={18} aria-hidden="true" />,
  poorDownlink: <WifiOff size={18} aria-hidden="true" />,
  serverStops: <ServerCog size={18} aria-hidden="true" />,
  serverLoad1: <ServerCog size={18} aria-hidden="true" />,
  serverLoad2: <ServerCog size={18} aria-hidden="true" />,
  serverLoad3: <ServerCog size={18} aria-hidden="true" />,
  sharing: <MonitorUp size={18} aria-hidden="true" />,
}

/** The line above the stage: where one is, and what is wrong at the moment. */
export function StatusLine(): ReactNode {
  const { t, i18n } = useTranslation()
  const room = useMeeting((state) => state.room)
  const connection = useMeeting((state) => state.connection)
  const refusal = useMeeting((state) => state.refusal)
  const talkingWhileMuted = useMeeting((state) => state.local.talkingWhileMuted)
  const sharing = useMeeting((state) => state.local.screen.status === 'on')
  const poorDownlink = useMeeting(hasPoorDownlink)
  const serverLoad = useMeeting((state) => state.serverLoad)
  const stopsAt = useMeeting((state) => state.stopsAt)
  const pushToTalk = useInterface((state) => state.pushToTalk)
  const touch = useMediaQuery(TOUCH)
  const kind = chooseStatus({
    connection,
    refused: refusal !== null,
    talkingWhileMuted,
    poorDownlink,
    serverLoad,
    serverStops: stopsAt !== null,
    pushToTalk,
    sharing,
    touch,
  })
  return (
    <header className="status-line">
      <h1 className="status-room">{room}</h1>
      <p className="status" role="status" data-kind={kind}>
        {ICONS[kind]}
        <span className={kind === 'connected' ? 'visually-hidden' : undefined}>
          {t(`meeting.status.${kind}`, {
            time: stopsAt === null ? '' : clock(stopsAt, i18n.language),
            reason: refusal === null ? '' : failureText(refusal, t),
          })}
        </span>
      </p>
      <AudioRecovery />
    </header>
  )
}

/** Hours and minutes, as people of this language write them. */
function clock(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(at)
}

/** Browsers may refuse to play sound before the first click on a page. */
function AudioRecovery(): ReactNode {
  const { t } = useTranslation()
  const isBlocked = useInterface((state) => state.audioBlocked)
  if (!isBlocked) return null
  return (
    <div className="audio-recovery">
      <span>{t('meeting.status.audioBlocked')}</span>
      <button
        type="button"
        className="button button-primary"
        onClick={() => setInterface({ audioBlocked: false })}
      >
        <Volume2 size={18} aria-hidden="true" />
        <span>{t('meeting.status.clickToHear')}</span>
      </button>
    </div>
  )
}
