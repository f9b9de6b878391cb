import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { useEntryFocus } from '../browser/use-entry-focus.ts'
import { Preview } from '../prejoin/preview.tsx'
import { LazyDevicesSection } from '../settings/lazy-devices-section.tsx'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { PageShell } from '../shell/page-shell.tsx'
import '../styles/prejoin.css'
import '../styles/lobby.css'
import { Denied } from './denied.tsx'
import { WaitingSide } from './waiting-side.tsx'

/** Waits until a host decides; nobody sees or hears anything of it but the name. */
export function WaitingPage({ room }: { room: string }): ReactNode {
  const { t } = useTranslation()
  const wait = useMeeting((state) => state.door.wait)
  const side = useRef<HTMLDivElement>(null)
  useEntryFocus(side)
  useDocumentTitle(`${t(wait?.kind === 'refused' ? 'waiting.deniedTitle' : 'waiting.title')} · ${room}`)
  if (wait?.kind === 'refused') {
    return (
      <PageShell>
        <Denied wait={wait} />
      </PageShell>
    )
  }
  return (
    <PageShell devices={<LazyDevicesSection />}>
      <div className="prejoin">
        <ErrorBoundary fallback={null}>
          <Preview />
        </ErrorBoundary>
        <div ref={side} className="prejoin-side waiting-side" tabIndex={-1}>
          {wait && <WaitingSide wait={wait} room={room} />}
        </div>
      </div>
    </PageShell>
  )
}
