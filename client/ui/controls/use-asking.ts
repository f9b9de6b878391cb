import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../session/state/state.ts'
import { actions } from '../../store/meeting.ts'

/** Asks the server as a host, and keeps what came of it beside the control that asked. */
export interface Asking {
  ask: typeof actions.ask
  isBusy: boolean
  /** Why the last request did not work; null while one is under way and after one that did. */
  failure: Failure | null
}

/** One place from which the server is asked. */
export function useAsking(): Asking {
  const [underWay, setUnderWay] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  const ask = useCallback<typeof actions.ask>(async (name, params) => {
    setFailure(null)
    setUnderWay((count) => count + 1)
    const outcome = await actions.ask(name, params)
    if (isShown.current) {
      setUnderWay((count) => count - 1)
      if (!outcome.ok) setFailure(outcome.failure)
    }
    return outcome
  }, [])
  return { ask, isBusy: underWay > 0, failure }
}
