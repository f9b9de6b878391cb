import { overlayRules, type RequestParams, type RuleChanges } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { toFailure, UNREACHABLE } from '../state/failure.ts'
import type { SessionStore } from '../state/session-store.ts'
import type { DoorRequest, Outcome } from '../state/state.ts'

/**
 * Asks the server as a host. Never rejects. What it agreed to shows in the state at once; that it tells everybody
 * comes a moment later.
 */
export async function askAsHost<N extends DoorRequest>(
  connection: SignalingConnection | undefined,
  store: SessionStore,
  name: N,
  params: RequestParams<N>,
): Promise<Outcome<N>> {
  if (!connection) return { failure: UNREACHABLE }
  try {
    const reply = await connection.request(name, params)
    if (name === 'rules:set') apply(store, params as RuleChanges)
    if (name === 'password:set') {
      const { password } = params as RequestParams<'password:set'>
      apply(store, { hasPassword: password !== null })
    }
    return { reply }
  } catch (error) {
    return { failure: toFailure(error) }
  }
}

function apply(store: SessionStore, changes: Parameters<typeof overlayRules>[1]): void {
  store.patch(({ rules }) => ({ rules: overlayRules(rules, changes) }))
}
