import { Toolbar as Radix, Tooltip } from 'radix-ui'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NARROW, useMediaQuery } from '../browser/use-media-query.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import '../styles/toolbar.css'
import {
  HandControl,
  LayoutControl,
  LeaveControl,
  SettingsControl,
  ShareControl,
} from './action-controls.tsx'
import { loadMore } from './load-more.ts'
import { CameraControl, MicrophoneControl } from './media-controls.tsx'
import { ChatControl, PeopleControl } from './panel-controls.tsx'

const MoreSheet = lazy(async () => ({ default: (await loadMore()).MoreSheet }))

/** All controls of the meeting; on a phone four, and the rest in a sheet. */
export function Toolbar(): ReactNode {
  const { t } = useTranslation()
  const isNarrow = useMediaQuery(NARROW)
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <Radix.Root className="toolbar" aria-label={t('meeting.controls.toolbar')}>
        {isNarrow ? <NarrowControls /> : <WideControls />}
      </Radix.Root>
    </Tooltip.Provider>
  )
}

function NarrowControls(): ReactNode {
  return (
    <>
      <MicrophoneControl withMenu={false} />
      <CameraControl withMenu={false} />
      <ChatControl />
      <ErrorBoundary fallback={null}>
        <Suspense fallback={null}>
          <MoreSheet />
        </Suspense>
      </ErrorBoundary>
      <LeaveControl />
    </>
  )
}

function WideControls(): ReactNode {
  return (
    <>
      <MicrophoneControl withMenu />
      <CameraControl withMenu />
      <ShareControl />
      <HandControl />
      <ChatControl />
      <PeopleControl />
      <LayoutControl />
      <SettingsControl />
      <LeaveControl />
    </>
  )
}
