import { Activity, Pin, PinOff, SwitchCamera } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoSource } from '../../../protocol/index.ts'
import { togglePin } from '../../store/interface.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { PHONE, TOUCH, useMediaQuery } from '../browser/use-media-query.ts'
import type { PlannedTile } from '../layout/stage-plan.ts'
import { LateOpener } from '../controls/late-opener.tsx'
import { PersonMenuOpener } from '../people/person-menu-opener.tsx'
import { ErrorBoundary } from '../shell/error-boundary.tsx'

interface TileActionsProps {
  participantId: string
  source: VideoSource
  place: PlannedTile['place']
  name: string
  isSelf: boolean
  isPinned: boolean
}

/** What can be done with a tile; appears on hover and focus, and stays where there is no mouse. */
export function TileActions({
  participantId,
  source,
  place,
  name,
  isSelf,
  isPinned,
}: TileActionsProps): ReactNode {
  const { t } = useTranslation()
  const isTouch = useMediaQuery(TOUCH)
  const isPhone = useMediaQuery(PHONE)
  // Small tiles have room for one finger only.
  const isSmall = (isPhone || isTouch) && (place === 'self' || place === 'strip')
  return (
    <div className="tile-actions" onDoubleClick={(event) => event.stopPropagation()}>
      {isSelf && source === 'camera' && isTouch && <FlipButton />}
      <ErrorBoundary fallback={null}>
        {!isSmall && (
          <>
            <QualityButton participantId={participantId} source={source} name={name} />
            <PersonMenuOpener id={participantId} name={name} className="tile-button" />
          </>
        )}
      </ErrorBoundary>
      {!(isSmall && isSelf) && (
        <button
          type="button"
          className="tile-button"
          aria-label={t(isPinned ? 'meeting.stage.unpin' : 'meeting.stage.pin', { name })}
          onClick={() => togglePin({ participantId, source })}
        >
          {isPinned ? <PinOff size={18} aria-hidden="true" /> : <Pin size={18} aria-hidden="true" />}
        </button>
      )}
    </div>
  )
}

/** Opens the numbers of a picture. */
function QualityButton({
  participantId,
  source,
  name,
}: Pick<TileActionsProps, 'participantId' | 'source' | 'name'>): ReactNode {
  const { t } = useTranslation()
  return (
    <LateOpener
      opens="dialog"
      popup={({ QualityPopover }, opener) => (
        <QualityPopover participantId={participantId} source={source}>
          {opener}
        </QualityPopover>
      )}
    >
      <button type="button" className="tile-button" aria-label={t('meeting.stage.quality', { name })}>
        <Activity size={18} aria-hidden="true" />
      </button>
    </LateOpener>
  )
}

/** Changes between front and rear camera, where there are two. */
function FlipButton(): ReactNode {
  const { t } = useTranslation()
  const canFlip = useMeeting(({ local }) => local.devices.camera.length > 1 && local.camera.status === 'on')
  if (!canFlip) return null
  return (
    <button
      type="button"
      className="tile-button"
      aria-label={t('meeting.stage.switchCamera')}
      onClick={() => void actions.flipCamera()}
    >
      <SwitchCamera size={18} aria-hidden="true" />
    </button>
  )
}
