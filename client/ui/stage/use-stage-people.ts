import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { decides } from '../../../protocol/roles.ts'
import type { SessionState } from '../../session/state/state.ts'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { countPeople, isSending } from '../../store/selectors.ts'
import type { StageList } from '../layout/stage-list.ts'
import { firstPagePeople } from '../layout/stage-people.ts'

/** Who may stand on the stage. */
export interface StagePeople {
  /** Everybody else; in a large room those who may stand on its first page. */
  others: readonly string[]
  /** The list that fills the other pages of a large room; null in a small one. */
  list: StageList | null
}

/**
 * Finds out who may stand on the stage.
 *
 * @param front - who stands on the first page now, or large
 */
export function useStagePeople(front: readonly string[]): StagePeople {
  const order = useMeeting((state) => state.order)
  const total = useMeeting((state) => (state.isWhole ? null : countPeople(state) - 1))
  const window = useMeeting((state) => state.windows.stage)
  const prominent = useMeeting(useShallow(prominentPeople))
  const pins = useInterface((state) => state.pins)
  const spotlight = useMeeting((state) => state.spotlight)
  return useMemo(() => {
    if (total === null) return { others: order, list: null }
    const known = new Set(order)
    const { head, from, ids } = window ?? { head: [], from: 0, ids: [] }
    const pinned = [...pins.map(({ participantId }) => participantId), ...spotlight]
    return {
      others: firstPagePeople({ front, known, prominent, pinned, head }),
      list: { total: window?.total ?? total, head, from, ids, known },
    }
  }, [front, order, total, window, prominent, pins, spotlight])
}

const NOBODY: readonly string[] = []

function prominentPeople(state: SessionState): readonly string[] {
  if (state.isWhole) return NOBODY
  const isProminent = (id: string): boolean => {
    const person = state.participants[id]
    if (!person) return false
    if (id === state.dominantSpeaker || id in state.speaking || decides(person.role)) return true
    return person.handRaisedAt !== null || isSending(person, 'screen')
  }
  return state.order.filter(isProminent)
}
