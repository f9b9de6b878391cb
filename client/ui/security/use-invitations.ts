import { useCallback, useEffect, useState } from 'react'
import type { Invitation, RequestParams } from '../../../protocol/index.ts'
import type { Failure } from '../../session/state/state.ts'
import { useAsking } from '../controls/use-asking.ts'
import { keepInvitationSecret } from './invitation-secrets.ts'

/** The good invitations of the room, and what can be done with them. */
export interface Invitations {
  /** Undefined until the server has told them. */
  list: readonly Invitation[] | undefined
  make: (invitation: RequestParams<'invitation:create'>) => Promise<boolean>
  revoke: (id: string) => Promise<void>
  isBusy: boolean
  failure: Failure | null
}

/** Asks for the invitations, and again after each change: another host may have changed them too. */
export function useInvitations(): Invitations {
  const [list, setList] = useState<readonly Invitation[]>()
  const { ask, isBusy, failure } = useAsking()
  const load = useCallback(async (): Promise<void> => {
    const outcome = await ask('invitation:list', {})
    if (outcome.ok) setList(outcome.reply.invitations)
  }, [ask])
  useEffect(() => {
    void load()
  }, [load])
  return {
    list,
    make: async (invitation) => {
      const outcome = await ask('invitation:create', invitation)
      if (!outcome.ok) return false
      keepInvitationSecret(outcome.reply.invitation.id, outcome.reply.secret)
      await load()
      return true
    },
    revoke: async (id) => {
      const { ok } = await ask('invitation:revoke', { id })
      if (ok) await load()
    },
    isBusy,
    failure,
  }
}
