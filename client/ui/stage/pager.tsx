import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface } from '../../store/interface.ts'
import type { Rect } from '../layout/tiling.ts'
import { placeStyle } from './place-style.ts'

interface PagerProps {
  rect: Rect
  page: number
  pages: number
}

/** Turns the pages of a room with more people than places. */
export function Pager({ rect, page, pages }: PagerProps): ReactNode {
  const { t } = useTranslation()
  const isUpright = rect.height > rect.width
  const turn = (step: number): void => setInterface({ page: (page + step + pages) % pages })
  return (
    <nav
      className="pager"
      data-upright={isUpright}
      style={placeStyle(rect)}
      aria-label={t('meeting.stage.page', { page: page + 1, pages })}
    >
      <button
        type="button"
        className="icon-button"
        aria-label={t('meeting.stage.previous')}
        onClick={() => turn(-1)}
      >
        <ChevronLeft size={20} className="flip-in-rtl" aria-hidden="true" />
      </button>
      <span className="pager-text" aria-hidden="true">
        {`${page + 1}/${pages}`}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t('meeting.stage.next')}
        onClick={() => turn(1)}
      >
        <ChevronRight size={20} className="flip-in-rtl" aria-hidden="true" />
      </button>
    </nav>
  )
}
