import assert from 'node:assert/strict'
import { ERRORS, ProtocolError, type Ack, type ErrorCode } from '../../protocol/index.ts'

/** Fails unless something is refused with a code, and with a sentence for people. */
export async function assertRefused(
  request: Promise<unknown>,
  code: ErrorCode,
  what?: string,
): Promise<void> {
  await assert.rejects(request, (error) => {
    assert.ok(
      error instanceof ProtocolError,
      `${what ?? 'the request'} failed without a code: ${String(error)}`,
    )
    assert.equal(error.code, code, `${what ?? 'the request'}: ${error.message}`)
    assert.ok(error.message.length > 10)
    return true
  })
}

/** The error code of an answer; fails when it is no refusal in the agreed form. */
export function refusalCode(ack: Ack<unknown>, what: string): ErrorCode {
  assert.equal(ack?.ok, false, `${what} was not refused: ${JSON.stringify(ack)?.slice(0, 200)}`)
  assert.deepEqual(Object.keys(ack).sort(), ['error', 'ok'], what)
  const { error } = ack
  assert.deepEqual(Object.keys(error).sort(), ['code', 'message'], what)
  assert.ok(Object.hasOwn(ERRORS, error.code), `${what} has the unknown code ${error.code}`)
  assert.equal(typeof error.message, 'string', what)
  assert.doesNotMatch(error.message, /\bat \S+:\d+|node_modules|\/server\//, `${what} shows the inside`)
  return error.code
}
