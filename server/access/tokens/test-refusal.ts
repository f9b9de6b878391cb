import assert from 'node:assert/strict'
import type { JoinTokens } from './join-tokens.ts'

/** For tests: this token is refused, with the sentence that every bad one gets. */
export async function refuses(tokens: JoinTokens, token: string, what: string, room = 'team'): Promise<void> {
  const words =
    'The link that brought you here is not good any more. Open the meeting again from where you came.'
  await assert.rejects(tokens.read(token, room), { code: 'token_invalid', message: words }, what)
}
