import { useRef, useState } from 'react'
import type { SessionState } from '../../session/state/state.ts'
import type { Failure } from '../../session/state/state.ts'
import { useMeeting } from '../../store/meeting.ts'
import { useAsking } from '../controls/use-asking.ts'

type Rules = SessionState['rules']
/** What hosts may change one by one. */
type Rule = Exclude<keyof Rules, 'hasPassword'>

/** One rule of the room, as a control shows and changes it. */
export interface ShownRule<R extends Rule> {
  /** What was chosen last, or holds in the room. */
  value: Rules[R]
  /** Asks the server; a refusal shows what holds again, and why. */
  set: (value: Rules[R]) => Promise<boolean>
  isBusy: boolean
  failure: Failure | null
}

/** Follows and changes a rule. What was chosen shows at once, as if the server had agreed. */
export function useRule<R extends Rule>(rule: R): ShownRule<R> {
  const value = useMeeting((state) => state.rules[rule])
  const [wanted, setWanted] = useState<{ value: Rules[R] } | null>(null)
  const newest = useRef(0)
  const { ask, isBusy, failure } = useAsking()
  const set = async (chosen: Rules[R]): Promise<boolean> => {
    newest.current += 1
    const count = newest.current
    setWanted({ value: chosen })
    const { ok } = await ask('rules:set', { [rule]: chosen })
    if (count === newest.current) setWanted(null)
    return ok
  }
  return { value: wanted ? wanted.value : value, set, isBusy, failure }
}
