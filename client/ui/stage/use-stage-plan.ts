import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { isSending, sharingOthers } from '../../store/selectors.ts'
import {
  chooseMains,
  placesForPeople,
  planStage,
  type StageInput,
  type StagePlan,
} from '../layout/stage-plan.ts'
import type { Size } from '../layout/tiling.ts'
import { StageDirector } from './director.ts'
import { useStagePeople } from './use-stage-people.ts'

/** Decides what stands where, from the state of the meeting and the size of the stage. */
export function useStagePlan(stage: Size, phone: boolean): StagePlan {
  const self = useMeeting((state) => state.self?.id ?? '')
  const awaitsOthers = useMeeting((state) => state.unlisted > 0)
  const dominant = useMeeting((state) => state.dominantSpeaker)
  const sharing = useMeeting(useShallow(sharingOthers))
  const cameras = useMeeting(
    useShallow((state) => state.order.filter((id) => isSending(state.participants[id], 'camera'))),
  )
  const spotlight = useMeeting((state) => state.spotlight)
  const ownScreen = useMeeting((state) => state.local.screen.status === 'on')
  const choice = useInterface((state) => state.layout)
  const pins = useInterface((state) => state.pins)
  const page = useInterface((state) => state.page)
  const ratios = useInterface((state) => state.ratios)

  const [director] = useState(() => new StageDirector())
  const direction = useSyncExternalStore(director.subscribe, director.read)
  const { others, list } = useStagePeople(direction.front)
  const input: StageInput = useMemo(() => {
    const present = new Set(others)
    const known = direction.order.filter((id) => present.has(id))
    const standing = new Set(known)
    return {
      stage,
      phone,
      self,
      // Whoever came this very moment is shown before the director has placed them.
      people: [...known, ...others.filter((id) => !standing.has(id))],
      list,
      screens: direction.screens.filter((id) => sharing.includes(id)),
      ownScreen,
      pins,
      spotlight,
      mainOnly: choice === 'spotlight',
      awaitsOthers,
      speaker: direction.mode === 'speaker' ? direction.speaker : null,
      page,
      ratioOf: (key) => ratios[key],
    }
  }, [
    stage,
    phone,
    self,
    others,
    list,
    direction,
    sharing,
    ownScreen,
    pins,
    spotlight,
    choice,
    awaitsOthers,
    page,
    ratios,
  ])

  const places = placesForPeople(input)
  const mainIsTaken = ['screen', 'spotlight'].includes(chooseMains(input).layout)
  const withCamera = useMemo(() => new Set(cameras), [cameras])
  const total = list?.total ?? others.length
  useEffect(() => {
    director.update({ choice, phone, dominant, others, total, withCamera, sharing, places, mainIsTaken })
  }, [director, choice, phone, dominant, others, total, withCamera, sharing, places, mainIsTaken])
  useEffect(() => director.stop, [director])
  return useMemo(() => planStage(input), [input])
}
