import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actions, getMeeting, useMeeting } from '../../store/meeting.ts'
import { whyNotWrite } from '../../store/permissions.ts'
import { recipientOptions, type Recipient } from './recipient-options.ts'

/** Typing goes on at least this long before the server is asked. */
const PAUSE_MS = 100

const NOBODY: readonly Recipient[] = []
const NO_ANSWER = { search: '', people: NOBODY }

/** Whom a message could go to. */
export interface RecipientOptions {
  people: readonly Recipient[]
  /** The server has not answered yet. */
  isSearching: boolean
}

/**
 * Whom a message could go to, as far as a part of the name tells.
 *
 * @param isOpen - whether the choices are shown at all
 */
export function useRecipientOptions(isOpen: boolean, typed: string): RecipientOptions {
  const { i18n } = useTranslation()
  // A closed list renders for nobody's sake.
  const participants = useMeeting((state) => (isOpen ? state.participants : null))
  const found = useFoundPeople(isOpen ? typed.trim() : '')
  const people = useMemo(() => {
    if (!participants) return NOBODY
    const mayRead = ({ id }: Recipient): boolean => whyNotWrite(getMeeting(), id) === null
    const { compare } = new Intl.Collator(i18n.language)
    return recipientOptions(
      typed,
      Object.values(participants).filter(mayRead),
      (found ?? NOBODY).filter(mayRead),
      compare,
    ).map(({ id, name }) => ({
      id,
      name,
    }))
  }, [typed, participants, found, i18n.language])
  return { people, isSearching: found === undefined }
}

/**
 * Asks the server; an answer to what is typed no longer is ignored. Undefined until it has answered,
 * and when it cannot: that nobody is called so would be a guess.
 */
function useFoundPeople(search: string): readonly Recipient[] | undefined {
  const [answer, setAnswer] = useState(NO_ANSWER)
  useEffect(() => {
    if (search === '') {
      // Whoever types the same later wants to know who is here then.
      setAnswer(NO_ANSWER)
      return
    }
    let isOver = false
    const timer = setTimeout(() => {
      void actions.findPeople(search).then((people) => {
        if (!isOver && people) setAnswer({ search, people })
      })
    }, PAUSE_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [search])
  return answer.search === search ? answer.people : undefined
}
