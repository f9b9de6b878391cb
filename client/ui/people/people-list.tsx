import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useElementSize } from '../browser/use-element-size.ts'
import { visibleRows, WINDOW_FROM, type ListWindow } from './list-window.ts'
import type { PeopleRows } from './people-rows.ts'
import { PersonRow, WaitingRow } from './person-row.tsx'

/** Height of a row, the same in the style sheet. */
const ROW_PX = 56

interface PeopleListProps {
  rows: PeopleRows
  /** Shorter lists are rendered whole. */
  windowFrom?: number
  /** Told which rows are rendered. */
  onRender?: (rows: ListWindow) => void
}

/**
 * The list itself; of a long one only the visible part is rendered. It takes the
 * focus, so that the arrow keys scroll it although its rows come and go.
 */
export function PeopleList({ rows, windowFrom = WINDOW_FROM, onRender }: PeopleListProps): ReactNode {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const size = useElementSize(list)
  // The first visible row rather than the pixel: most steps of a scroll then render nothing.
  const [first, setFirst] = useState(0)
  const { count, at } = rows
  const { start, end } = visibleRows(
    count,
    first * ROW_PX,
    (size?.height ?? 800) + ROW_PX,
    ROW_PX,
    windowFrom,
  )
  useEffect(() => onRender?.({ start, end }), [onRender, start, end])
  return (
    <ul
      ref={list}
      className="people-list"
      aria-label={t('people.list')}
      tabIndex={0}
      style={{ '--before': `${start * ROW_PX}px`, '--after': `${(count - end) * ROW_PX}px` } as CSSProperties}
      onScroll={(event) => setFirst(Math.floor(event.currentTarget.scrollTop / ROW_PX))}
    >
      {Array.from({ length: end - start }, (_, index) => {
        const id = at(start + index)
        const position = start + index + 1
        return id === undefined ? (
          <WaitingRow key={`row-${position}`} position={position} count={count} />
        ) : (
          <PersonRow key={id} id={id} position={position} count={count} />
        )
      })}
    </ul>
  )
}
