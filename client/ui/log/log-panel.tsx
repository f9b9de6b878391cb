import { ArrowLeft, RefreshCw } from 'lucide-react'
import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntry } from '../../../protocol/index.ts'
import { setInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { may } from '../../store/permissions.ts'
import { Panel } from '../panel/panel.tsx'
import { askServer } from '../people/ask-server.ts'
import '../styles/log.css'
import { PAGE_LINES, withPage, type LogPages } from './log-pages.ts'
import { clock, logText } from './log-text.ts'

/** What happened in the meeting, for its hosts. */
export function LogPanel(): ReactNode {
  const { t } = useTranslation()
  const mayRead = useMeeting((state) => may(state, 'read-log'))
  const { pages, isReading, read } = useLog(mayRead)
  useEffect(() => {
    // Whoever is no host any more reads no further.
    if (!mayRead) setInterface({ panel: 'people' })
  }, [mayRead])
  return (
    <Panel panel="log" title={t('moderation.log.title')}>
      <div className="meeting-log" aria-busy={isReading}>
        <LogLines pages={pages} />
        {pages?.hasMore && (
          <button
            type="button"
            className="button"
            disabled={isReading}
            onClick={() => void read(pages.entries.at(-1)?.number)}
          >
            {t('moderation.log.earlier')}
          </button>
        )}
      </div>
      <div className="people-foot meeting-log-foot">
        <button type="button" className="button" onClick={() => setInterface({ panel: 'people' })}>
          <ArrowLeft size={18} className="flip-in-rtl" aria-hidden="true" />
          <span>{t('moderation.log.back')}</span>
        </button>
        <button type="button" className="button" disabled={isReading} onClick={() => void read()}>
          <RefreshCw size={18} aria-hidden="true" />
          <span>{t('moderation.log.refresh')}</span>
        </button>
      </div>
    </Panel>
  )
}

function LogLines({ pages }: { pages: LogPages | null }): ReactNode {
  const { t } = useTranslation()
  if (!pages) return <p className="people-none">{t('moderation.log.loading')}</p>
  if (pages.entries.length === 0) return <p className="people-none">{t('moderation.log.empty')}</p>
  return (
    <ol className="meeting-log-list" aria-label={t('moderation.log.list')} tabIndex={0}>
      {pages.entries.map((entry) => (
        <LogLine key={entry.number} entry={entry} />
      ))}
    </ol>
  )
}

function LogLine({ entry }: { entry: LogEntry }): ReactNode {
  const { t, i18n } = useTranslation()
  const time = clock(entry.at, i18n.language)
  return (
    <li className="meeting-log-line">
      <time dateTime={new Date(entry.at).toISOString()}>{time}</time>
      <span>{logText(entry, t, i18n.language)}</span>
    </li>
  )
}

interface LogReading {
  pages: LogPages | null
  isReading: boolean
  /** Reads the newest lines, or those before a number. */
  read: (before?: number) => Promise<void>
}

function useLog(mayRead: boolean): LogReading {
  const [pages, setPages] = useState<LogPages | null>(null)
  const [isReading, setReading] = useState(false)
  const read = useCallback(async (before?: number): Promise<void> => {
    setReading(true)
    const older = before === undefined ? {} : { before }
    const reply = await askServer('log:read', { limit: PAGE_LINES, ...older })
    setReading(false)
    if (reply) setPages((known) => withPage(known, reply.entries, before !== undefined))
  }, [])
  // Whatever hosts decide changes the state of the room, so that the log of it is never far behind.
  const state = useMeeting(({ spotlight, ending }) => (ending ? `ending ${ending.at}` : spotlight.join(' ')))
  const count = useMeeting(({ order }) => order.length)
  useEffect(() => {
    if (mayRead) void read()
  }, [read, mayRead, state, count])
  return { pages, isReading, read }
}
