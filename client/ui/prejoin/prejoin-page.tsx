import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BRAND } from '../browser/brand.ts'
import { useDocumentTitle } from '../browser/use-document-title.ts'
import { LazyDevicesSection } from '../settings/lazy-devices-section.tsx'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import { PageShell } from '../shell/page-shell.tsx'
import '../styles/prejoin.css'
import { DeviceSelect } from './device-select.tsx'
import { JoinForm } from './join-form.tsx'
import { Preview } from './preview.tsx'
import { SpeakerTest } from './speaker-test.tsx'
import { WhoIsInside } from './who-is-inside.tsx'

/** Checks picture and sound, asks for the name, and joins. */
export function PrejoinPage({ room }: { room: string }): ReactNode {
  const { t } = useTranslation()
  useDocumentTitle(`${room} · ${BRAND.name}`)
  return (
    <PageShell devices={<LazyDevicesSection />}>
      <div className="prejoin">
        <ErrorBoundary fallback={null}>
          <Preview />
        </ErrorBoundary>
        <div className="prejoin-side">
          <div className="prejoin-head">
            <h1>{t('prejoin.title')}</h1>
            <p className="prejoin-room">{room}</p>
            <ErrorBoundary fallback={null}>
              <WhoIsInside />
            </ErrorBoundary>
          </div>
          <JoinForm room={room}>
            <div className="prejoin-devices">
              <DeviceSelect kind="microphone" />
              <DeviceSelect kind="camera" />
              <div className="prejoin-speaker">
                <DeviceSelect kind="speaker" />
                <ErrorBoundary fallback={null}>
                  <SpeakerTest />
                </ErrorBoundary>
              </div>
            </div>
          </JoinForm>
        </div>
      </div>
    </PageShell>
  )
}
