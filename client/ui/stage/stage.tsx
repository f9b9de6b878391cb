import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isPinned, setInterface, useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { findParticipant } from '../../store/selectors.ts'
import { PHONE, useMediaQuery } from '../browser/use-media-query.ts'
import { useElementSize } from '../browser/use-element-size.ts'
import type { PlannedTile } from '../layout/stage-plan.ts'
import type { Size } from '../layout/tiling.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'
import '../styles/stage.css'
import { Avatar } from './avatar.tsx'
import { Invitation } from './invitation.tsx'
import { Pager } from './pager.tsx'
import { placeStyle } from './place-style.ts'
import { Tile } from './tile.tsx'
import { useStagePlan } from './use-stage-plan.ts'
import { useViewReport } from './use-view-report.ts'

/** The dark place where people and screens are seen. */
export function Stage(): ReactNode {
  const ref = useRef<HTMLDivElement>(null)
  const size = useElementSize(ref)
  return (
    <div ref={ref} className="stage">
      {size && <Tiles size={size} />}
    </div>
  )
}

function Tiles({ size }: { size: Size }): ReactNode {
  const isPhone = useMediaQuery(PHONE)
  const plan = useStagePlan(size, isPhone)
  useViewReport(plan)
  const order = useMeeting((state) => state.order)
  const pins = useInterface((state) => state.pins)

  // People leave, and the page with them.
  useEffect(() => {
    if (plan.page !== useInterface.getState().page) setInterface({ page: plan.page })
  }, [plan.page])
  return (
    <>
      {inSeatOrder(plan.tiles, order).map((tile) => (
        <ErrorBoundary key={tile.key} fallback={<FailedTile tile={tile} />}>
          <Tile
            participantId={tile.participantId}
            source={tile.source}
            place={tile.place}
            x={tile.x}
            y={tile.y}
            width={tile.width}
            height={tile.height}
            isPinned={isPinned(pins, tile)}
          />
        </ErrorBoundary>
      ))}
      <ErrorBoundary fallback={null}>
        {plan.pager && <Pager rect={plan.pager} page={plan.page} pages={plan.pages} />}
      </ErrorBoundary>
      {plan.invitation && (
        <div className="stage-invitation" style={placeStyle(plan.invitation)}>
          <ErrorBoundary fallback={null}>
            <Invitation />
          </ErrorBoundary>
        </div>
      )}
    </>
  )
}

/** Stands in for a tile that failed; the sound of its person goes on. */
function FailedTile({ tile }: { tile: PlannedTile }): ReactNode {
  const { t } = useTranslation()
  const { participantId, source } = tile
  const name = useMeeting((state) => findParticipant(state, participantId)?.name ?? '')
  return (
    <div
      className="tile"
      role="group"
      aria-label={source === 'screen' ? t('meeting.stage.screenOf', { name }) : name}
      data-participant-id={participantId}
      data-source={source}
      style={placeStyle(tile)}
    >
      <Avatar id={participantId} name={name} />
      <div className="tile-label">
        <span className="tile-name">{name}</span>
      </div>
    </div>
  )
}

// The order in the document never changes with the layout: a moved node would
// lose the focus, and its video a frame or two.
function inSeatOrder(tiles: readonly PlannedTile[], order: readonly string[]): PlannedTile[] {
  const seat = new Map(order.map((id, index) => [id, index]))
  const rank = (tile: PlannedTile): number =>
    (seat.get(tile.participantId) ?? order.length) * 2 + (tile.source === 'screen' ? 0 : 1)
  return [...tiles].sort((a, b) => rank(a) - rank(b))
}
