import { Clock, Hand } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionState, TrackSource } from '../../session/state/state.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { may } from '../../store/permissions.ts'
import { askServer } from '../people/ask-server.ts'
import '../styles/host-words.css'
import { timeLeft } from './time-left.ts'

/** What hosts say to this person, or to all, that waits for something: questions, and the end of the meeting. */
export function HostWords(): ReactNode {
  const { t } = useTranslation()
  const asked = useMeeting((state) => state.moderation.asked)
  const ending = useMeeting((state) => state.ending)
  const section = useRef<HTMLElement>(null)
  useHeight(section, ending !== null || asked.length > 0)
  return (
    <section ref={section} className="host-words" aria-label={t('moderation.ask.label')}>
      {ending && <EndingBanner key={ending.at} ending={ending} />}
      {asked.map(({ source, by }) => (
        <Question key={source} source={source} by={by} />
      ))}
    </section>
  )
}

/** Tells the rest of the page how much of its top is taken, so that no toast hides what waits for an answer. */
function useHeight(section: RefObject<HTMLElement | null>, isTaken: boolean): void {
  useLayoutEffect(() => {
    if (!section.current || !isTaken) return
    const { style } = document.documentElement
    const observer = new ResizeObserver(([entry]) => {
      const { blockSize = 0 } = entry?.borderBoxSize[0] ?? {}
      style.setProperty('--host-words', `${Math.ceil(blockSize)}px`)
    })
    observer.observe(section.current)
    return () => {
      observer.disconnect()
      style.removeProperty('--host-words')
    }
  }, [section, isTaken])
}

const SWITCH: Readonly<Record<TrackSource, () => Promise<void>>> = {
  microphone: () => actions.setMicrophone(true),
  camera: () => actions.setCamera(true),
  screen: () => actions.startScreenShare(),
}

/** One click says yes; without it nothing goes on. */
function Question({ source, by }: { source: TrackSource; by: string }): ReactNode {
  const { t } = useTranslation()
  const agree = (): void => {
    actions.dismissAsk(source)
    void SWITCH[source]()
  }
  return (
    <div className="host-word" role="alert">
      <Hand size={18} aria-hidden="true" />
      <p>{t(`moderation.ask.${source}`, { name: by })}</p>
      <div className="host-word-buttons">
        <button type="button" className="button" onClick={() => actions.dismissAsk(source)}>
          {t('moderation.ask.no')}
        </button>
        <button type="button" className="button button-primary" onClick={agree}>
          {t(`moderation.ask.yes.${source}`)}
        </button>
      </div>
    </div>
  )
}

function EndingBanner({ ending }: { ending: NonNullable<SessionState['ending']> }): ReactNode {
  const { t } = useTranslation()
  const mayEnd = useMeeting((state) => may(state, 'end-room'))
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const name = ending.by.name
  // Read out once, not with every second.
  const [first] = useState(() => timeLeft(ending.at, Date.now()))
  return (
    <div className="host-word" data-tone="ending">
      <Clock size={18} aria-hidden="true" />
      <p aria-hidden="true">{t('moderation.ending.banner', { name, time: timeLeft(ending.at, now) })}</p>
      <p className="visually-hidden" role="alert">
        {t('moderation.ending.banner', { name, time: first })}
      </p>
      {mayEnd && (
        <div className="host-word-buttons">
          <button
            type="button"
            className="button"
            onClick={() => void askServer('room:end', { seconds: null })}
          >
            {t('moderation.ending.callOff')}
          </button>
        </div>
      )}
    </div>
  )
}
