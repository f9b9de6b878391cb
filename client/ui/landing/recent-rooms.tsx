import { X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { forgetRoom, readRecentRooms } from '../../store/recent-rooms.ts'
import { Link } from '../routing/link.tsx'
import { roomPath } from '../routing/route.ts'
import { timeSince } from './time-since.ts'

/** Rooms that were joined on this device, the latest first. */
export function RecentRooms(): ReactNode {
  const { t, i18n } = useTranslation()
  const [rooms, setRooms] = useState(readRecentRooms)
  const [now] = useState(() => Date.now())
  if (rooms.length === 0) return null
  return (
    <section className="recent" aria-labelledby="recent-rooms">
      <h2 id="recent-rooms">{t('landing.recent')}</h2>
      <ul>
        {rooms.map(({ name, joinedAt }) => (
          <li key={name}>
            <Link to={roomPath(name)} className="recent-link">
              <span className="recent-name">{name}</span>
              <span className="recent-time">{timeSince(joinedAt, now, i18n.language)}</span>
            </Link>
            <button
              type="button"
              className="icon-button"
              aria-label={t('landing.forget', { room: name })}
              onClick={() => setRooms(forgetRoom(name))}
            >
              <X size={18} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
