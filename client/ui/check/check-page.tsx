import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { checkActions, useCheck } from '../../store/check.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { PageShell } from '../shell/page-shell.tsx'
import '../styles/check.css'
import { BrowserSection } from './browser-section.tsx'
import { DevicesSection } from './devices-section.tsx'
import { LineSection } from './line-section.tsx'
import { PathsSection } from './paths-section.tsx'
import { SpeakerSection } from './speaker-section.tsx'
import { VerdictCard } from './verdict-card.tsx'

/** The guest's own check: one button, then results as they come, and one sentence at the end. */
export function CheckPage(): ReactNode {
  const { t } = useTranslation('check')
  const phase = useCheck((state) => state.phase)
  useDocumentTitle(`${t('title')} · Plenary`)
  useEffect(() => () => checkActions.stop(), [])
  const isIdle = phase === 'idle'
  return (
    <PageShell>
      <div className="check" data-phase={phase}>
        <div className="check-head">
          <h1>{t('title')}</h1>
          <p>{t('intro')}</p>
        </div>
        {isIdle ? (
          <button
            type="button"
            className="button button-primary button-large"
            onClick={() => void checkActions.start()}
          >
            {t('start')}
          </button>
        ) : (
          <>
            <Outcome />
            <DevicesSection />
            <SpeakerSection />
            <LineSection />
            <PathsSection />
            <BrowserSection />
          </>
        )}
      </div>
    </PageShell>
  )
}

/** What is under way, and at the end what it comes down to. */
function Outcome(): ReactNode {
  const { t } = useTranslation('check')
  const phase = useCheck((state) => state.phase)
  const progress = useCheck((state) => state.progress)
  const card = useRef<HTMLDivElement>(null)
  const isDone = phase === 'done'
  useEffect(() => {
    // The verdict stands at the top, from which somebody may have scrolled away.
    if (isDone) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isDone])
  return (
    <div ref={card} className="check-outcome" role="status">
      {isDone || phase === 'idle' ? (
        <VerdictCard />
      ) : (
        <div className="check-progress">
          <p>{t(`phase.${phase}`)}</p>
          <progress
            aria-label={t(`phase.${phase}`)}
            max={1}
            {...(phase === 'devices' || phase === 'connecting' ? {} : { value: progress })}
          />
        </div>
      )}
    </div>
  )
}
