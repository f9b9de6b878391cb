import { useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useElementSize } from '../browser/use-element-size.ts'
import { visibleRows } from './list-window.ts'
import { PersonRow } from './person-row.tsx'

/** Height of a row, the same in the style sheet. */
const ROW_PX = 56

/**
 * The list itself; of a long one only the visible part is rendered. It takes the
 * focus, so that the arrow keys scroll it although its rows come and go.
 */
export function PeopleList({ ids }: { ids: readonly string[] }): ReactNode {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const size = useElementSize(list)
  const [scrollTop, setScrollTop] = useState(0)
  const { start, end } = visibleRows(ids.length, scrollTop, size?.height ?? 800, ROW_PX)
  return (
    <ul
      ref={list}
      className="people-list"
      aria-label={t('people.list')}
      tabIndex={0}
      style={
        { '--before': `${start * ROW_PX}px`, '--after': `${(ids.length - end) * ROW_PX}px` } as CSSProperties
      }
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      {ids.slice(start, end).map((id, index) => (
        <PersonRow key={id} id={id} position={start + index + 1} count={ids.length} />
      ))}
    </ul>
  )
}
