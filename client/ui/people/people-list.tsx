import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useElementSize } from '../browser/use-element-size.ts'
import { visibleRows } from './list-window.ts'
import { PersonRow } from './person-row.tsx'

/** Height of a row, the same in the style sheet. */
const ROW_PX = 56

/** The list itself; of a long one only the visible part is rendered. */
export function PeopleList({ ids }: { ids: readonly string[] }): ReactNode {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const size = useElementSize(box)
  const [scrollTop, setScrollTop] = useState(0)
  const { start, end } = visibleRows(ids.length, scrollTop, size?.height ?? 800, ROW_PX)
  return (
    <div
      ref={box}
      className="people-scroll"
      tabIndex={-1}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <ul
        className="people-list"
        aria-label={t('people.list')}
        style={{ paddingBlock: `${start * ROW_PX}px ${(ids.length - end) * ROW_PX}px` }}
      >
        {ids.slice(start, end).map((id, index) => (
          <PersonRow key={id} id={id} position={start + index + 1} count={ids.length} />
        ))}
      </ul>
    </div>
  )
}
