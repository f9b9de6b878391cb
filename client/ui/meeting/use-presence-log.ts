import { useEffect, useState } from 'react'
import { setInterface, useInterface } from '../../store/interface.ts'
import { getMeeting, useMeeting } from '../../store/meeting.ts'
import { PresenceWatch, type PresenceAddition } from '../../store/presence-watch.ts'
import { countPeople, latestPrivateSeq, latestSeq } from '../../store/selectors.ts'

/** Notes who comes and goes, for the quiet lines in the chat. */
export function usePresenceLog(): void {
  const order = useMeeting((state) => state.order)
  const people = useMeeting(countPeople)
  const isSettled = useMeeting(({ connection, unlisted }) => connection === 'connected' && unlisted === 0)
  const [watch] = useState(() => new PresenceWatch(addToLog))
  useEffect(() => watch.update(getMeeting()), [watch, order, people, isSettled])
  useEffect(() => () => watch.stop(), [watch])
}

function addToLog(addition: PresenceAddition): void {
  const state = getMeeting()
  const log = useInterface.getState().presence
  const next = addition(log, { afterSeq: latestSeq(state), afterPrivateSeq: latestPrivateSeq(state) })
  if (next !== log) setInterface({ presence: next })
}
