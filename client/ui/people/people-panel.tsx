import { Search, UserPlus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { countPeople } from '../../store/selectors.ts'
import { copyRoomLink } from '../browser/share-link.ts'
import { WaitingList } from '../lobby/waiting-list.tsx'
import { Panel } from '../panel/panel.tsx'
import '../styles/people.css'
import { HostActions } from './host-actions.tsx'
import { PeopleList } from './people-list.tsx'
import { usePeopleRows } from './use-people-rows.ts'

const SEARCH_FROM = 10

/** Everybody in the room, and the way to invite more. */
export function PeoplePanel(): ReactNode {
  const { t } = useTranslation()
  const room = useMeeting((state) => state.room)
  const count = useMeeting(countPeople)
  const [typed, setTyped] = useState('')
  const { rows, search, windowFrom, onRender } = usePeopleRows(typed)
  const isNobody = rows.count === 0 && search.trim() !== ''
  return (
    <Panel panel="people" title={t('people.title')} note={count}>
      <div className="people">
        <WaitingList />
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
        {isNobody ? (
          <p className="people-none">{t('people.noMatch')}</p>
        ) : (
          <PeopleList rows={rows} windowFrom={windowFrom} onRender={onRender} />
        )}
      </div>
      <div className="people-foot">
        <HostActions />
        <button type="button" className="button" onClick={() => void copyRoomLink(room)}>
          <UserPlus size={18} aria-hidden="true" />
          <span>{t('meeting.invite.others')}</span>
        </button>
      </div>
    </Panel>
  )
}
