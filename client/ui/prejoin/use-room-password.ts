import { useState } from 'react'
import type { Failure } from '../../session/state/state.ts'
import { useMeeting } from '../../store/meeting.ts'
import { asksForPassword } from './door-failure.ts'

/** The password of the room, where it asks for one. */
export interface RoomPassword {
  isAsked: boolean
  /** Empty while nothing was typed. */
  typed: string
  type: (typed: string) => void
  /** What the server says to the password; another object with each answer. */
  failure: Failure | null
}

/** Follows whether the room asks for its password. Once asked for, the field stays: next time, something else may come first. */
export function useRoomPassword(): RoomPassword {
  const failure = useMeeting((state) => (asksForPassword(state.failure) ? state.failure : null))
  const [typed, type] = useState('')
  const [isAsked, setAsked] = useState(false)
  if (!isAsked && failure) setAsked(true)
  return { isAsked, typed, type, failure }
}
