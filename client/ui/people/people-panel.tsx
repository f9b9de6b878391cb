import { Search, UserPlus } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { useMeeting } from '../../store/meeting.ts'
import { countPeople } from '../../store/selectors.ts'
import { copyRoomLink } from '../browser/share-link.ts'
import { Panel } from '../panel/panel.tsx'
import '../styles/people.css'
import { orderPeople, searchPeople } from './people-order.ts'
import { PeopleList } from './people-list.tsx'
import { useRecentSpeakers } from './use-recent-speakers.ts'

const SEARCH_FROM = 10

/** Everybody in the room, and the way to invite more. */
export function PeoplePanel(): ReactNode {
  const { t, i18n } = useTranslation()
  const room = useMeeting((state) => state.room)
  const self = useMeeting((state) => state.self)
  const others = useMeeting(useShallow((state) => state.order.flatMap((id) => state.participants[id] ?? [])))
  const count = useMeeting(countPeople)
  const speakers = useRecentSpeakers()
  const [typed, setTyped] = useState('')
  const ids = useMemo(() => {
    const { compare } = new Intl.Collator(i18n.language)
    return searchPeople(orderPeople({ self, others, speakers }, compare), typed).map(({ id }) => id)
  }, [self, others, speakers, typed, i18n.language])
  return (
    <Panel panel="people" title={t('people.title')} note={count}>
      <div className="people">
        {count >= SEARCH_FROM && (
          <div className="people-search">
            <Search size={18} aria-hidden="true" />
            <input
              type="search"
              className="input"
              aria-label={t('people.search')}
              placeholder={t('people.search')}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
        )}
        {ids.length > 0 ? <PeopleList ids={ids} /> : <p className="people-none">{t('people.noMatch')}</p>}
      </div>
      <div className="people-foot">
        <button type="button" className="button" onClick={() => void copyRoomLink(room)}>
          <UserPlus size={18} aria-hidden="true" />
          <span>{t('meeting.invite.others')}</span>
        </button>
      </div>
    </Panel>
  )
}
