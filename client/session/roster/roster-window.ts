import {
  ROSTER_WINDOW_MAX,
  type Participant,
  type RosterChanged,
  type RosterLook,
  type RosterWindow,
} from '../../../protocol/index.ts'
import type { PeopleWindow } from '../state/state.ts'
import type { RosterState } from './roster.ts'

type WindowState = Pick<
  RosterState,
  'self' | 'participants' | 'order' | 'isWhole' | 'windows' | 'unconfirmed'
>
type WindowChange = Partial<Omit<WindowState, 'self'>>

/**
 * Takes the server's answer to a look. Messages keep their order, so the state always holds
 * the window that the server had in mind when it sent the last of them.
 */
export function applyLook(
  state: WindowState,
  { list, count, search = '' }: RosterLook,
  { total, from, participants }: RosterWindow,
): WindowChange {
  if (state.isWhole) return {}
  if (count === 0) return { windows: { ...state.windows, [list]: null } }
  const ids = participants.map(({ id }) => id)
  const window = withHead({ total, from, ids, search, head: state.windows[list]?.head ?? [] })
  return { ...withKnown(state, participants), windows: { ...state.windows, [list]: window } }
}

/** Applies what changed in a window; what concerns a window that is closed is late. */
export function applyRosterChange(
  state: WindowState,
  { list, total, from, ids, participants }: RosterChanged,
): WindowChange {
  const before = state.windows[list]
  if (!before) return {}
  const window = withHead({ ...before, total, from, ids })
  return { ...withKnown(state, participants), windows: { ...state.windows, [list]: window } }
}

/** Keeps the list's beginning in step with the window, as far as they overlap. */
function withHead(window: PeopleWindow): PeopleWindow {
  const { from, ids, search, head } = window
  if (search !== '' || from > head.length) return window
  return { ...window, head: [...head.slice(0, from), ...ids].slice(0, ROSTER_WINDOW_MAX) }
}

/** Adds people to those who are known; oneself stands elsewhere. */
function withKnown(
  { self, participants, order, unconfirmed }: WindowState,
  told: readonly Participant[],
): Pick<RosterState, 'participants' | 'order' | 'unconfirmed'> {
  const others = told.filter(({ id }) => id !== self?.id)
  const confirmed = new Set(others.map(({ id }) => id))
  return {
    participants: { ...participants, ...Object.fromEntries(others.map((one) => [one.id, one])) },
    order: [...order, ...[...confirmed].filter((id) => participants[id] === undefined)],
    unconfirmed: unconfirmed.filter((id) => !confirmed.has(id)),
  }
}

/** Forgets those of before a break of whom nothing was told since. */
export function dropUnconfirmed({
  participants,
  order,
  unconfirmed,
}: Pick<RosterState, 'participants' | 'order' | 'unconfirmed'>): Pick<
  RosterState,
  'participants' | 'order' | 'unconfirmed'
> {
  const gone = new Set(unconfirmed)
  return {
    participants: Object.fromEntries(Object.entries(participants).filter(([id]) => !gone.has(id))),
    order: order.filter((id) => !gone.has(id)),
    unconfirmed: [],
  }
}
