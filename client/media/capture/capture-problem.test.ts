import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaptureError, findProblem } from './capture-problem.ts'

const secure = { isSecureContext: true, hasMediaDevices: true }
const error = (name: string, message = ''): Error => Object.assign(new Error(message), { name })

test('every failure of getUserMedia has a problem of its own', () => {
  assert.equal(findProblem(error('NotAllowedError', 'Permission denied'), secure), 'permission-denied')
  assert.equal(findProblem(error('NotAllowedError', 'Permission dismissed'), secure), 'permission-denied')
  assert.equal(findProblem(error('NotFoundError'), secure), 'not-found')
  assert.equal(findProblem(error('NotReadableError'), secure), 'in-use')
  assert.equal(findProblem(error('AbortError'), secure), 'in-use')
  assert.equal(findProblem(error('OverconstrainedError'), secure), 'overconstrained')
})

test('a policy that forbids it is no person who says no', () => {
  const policy = 'Access to the feature "display-capture" is disallowed by permissions policy.'
  assert.equal(findProblem(error('NotAllowedError', policy), secure), 'blocked-by-policy')
  assert.equal(findProblem(error('SecurityError'), secure), 'blocked-by-policy')
})

test('a denial by the operating system is told apart', () => {
  const denial = error('NotAllowedError', 'Permission denied by system')
  assert.equal(findProblem(denial, secure), 'permission-denied-by-system')
})

test('a page without HTTPS says so, whatever was thrown', () => {
  const insecure = { isSecureContext: false, hasMediaDevices: false }
  assert.equal(findProblem(new TypeError('undefined is not an object'), insecure), 'insecure-origin')
})

test('a browser without capture on a secure page is unsupported', () => {
  const bare = { isSecureContext: true, hasMediaDevices: false }
  assert.equal(findProblem(new TypeError('x'), bare), 'unsupported')
})

test('anything else is unknown, and nothing makes it throw', () => {
  for (const thrown of [undefined, null, 'text', 7, {}, error('QuotaExceededError')]) {
    assert.equal(findProblem(thrown, secure), 'unknown')
  }
})

test('a problem that was found already is kept', () => {
  assert.equal(findProblem(new CaptureError('in-use'), secure), 'in-use')
})
