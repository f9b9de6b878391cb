import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { ROSTER_WINDOW_MAX } from '../../../protocol/limits.ts'
import type { Participant } from '../../../protocol/participants.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { countPeople } from '../../store/selectors.ts'
import { FIRST_LOOK, lookForRows } from './list-look.ts'
import { WINDOW_FROM, type ListWindow } from './list-window.ts'
import { orderPeople, searchPeople } from './people-order.ts'
import { knownRows, listedRows, type PeopleRows } from './people-rows.ts'
import { useRecentSpeakers } from './use-recent-speakers.ts'

/** The list of people as it is rendered. */
export interface PeopleView {
  rows: PeopleRows
  /** Shorter lists are rendered whole. */
  windowFrom: number
  /** What `rows` were searched for. */
  search: string
  /** To be told which rows are rendered. */
  onRender: (rows: ListWindow) => void
}

const NOBODY: readonly Participant[] = []

/**
 * Finds out who stands in which row: of everybody, or in a large room of those whom the server
 * lists where this page looks.
 *
 * @param typed - only people whose name contains this
 */
export function usePeopleRows(typed: string): PeopleView {
  const { i18n } = useTranslation()
  const isWhole = useMeeting((state) => state.isWhole)
  const self = useMeeting((state) => state.self)
  const others = useMeeting(
    useShallow((state) =>
      state.isWhole ? state.order.flatMap((id) => state.participants[id] ?? []) : NOBODY,
    ),
  )
  const participants = useMeeting((state) => state.participants)
  const window = useMeeting((state) => state.windows.people)
  const count = useMeeting((state) => countPeople(state) - 1)
  const speakers = useRecentSpeakers()
  const onRender = usePeopleLook(isWhole, typed)
  const rows = useMemo(() => {
    if (!isWhole) return listedRows({ self, participants, others: count, speakers, window })
    const { compare } = new Intl.Collator(i18n.language)
    return knownRows(
      searchPeople(orderPeople({ self, others, speakers }, compare), typed).map(({ id }) => id),
    )
  }, [isWhole, self, participants, others, count, speakers, window, typed, i18n.language])
  return {
    rows,
    windowFrom: isWhole ? WINDOW_FROM : ROSTER_WINDOW_MAX + 2,
    search: isWhole ? typed : (window?.search ?? ''),
    onRender,
  }
}

/** Asks for the part of the list that is on the screen, and ends that with the panel. */
function usePeopleLook(isWhole: boolean, search: string): (rows: ListWindow) => void {
  const [look, setLook] = useState(FIRST_LOOK)
  const [onRender] = useState(() => (rows: ListWindow) => setLook((before) => lookForRows(before, rows)))
  const { from, count } = look
  useEffect(() => {
    if (!isWhole) actions.look({ list: 'people', from, count, search })
  }, [isWhole, from, count, search])
  useEffect(() => {
    if (isWhole) return
    return () => actions.look({ list: 'people', from: 0, count: 0 })
  }, [isWhole])
  return onRender
}
