import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR_CODES } from '../../../protocol/index.ts'
import { en } from '../../i18n/en.ts'
import { failureText } from './failure-text.ts'

const texts = en as unknown as Record<string, Record<string, unknown>>

/** Looks a text up as i18next does, without its plural rules. */
const t = ((key: string, options?: { defaultValue?: string }) => {
  const [group = '', name = ''] = key.split('.')
  return texts[group]?.[name] ?? options?.defaultValue ?? key
}) as unknown as Parameters<typeof failureText>[1]

test('every code of the protocol has a text that differs from its key', () => {
  for (const code of ERROR_CODES) {
    const text = failureText({ code, message: '' }, t)
    assert.ok(text.length > 10, code)
    assert.notEqual(text, `errors.${code}`)
  }
})

test('what the page itself finds out has texts of its own', () => {
  const unreachable = failureText({ code: 'unreachable', message: 'x' }, t)
  const unsupported = failureText({ code: 'unsupported_browser', message: 'x' }, t)
  assert.notEqual(unreachable, 'x')
  assert.notEqual(unsupported, unreachable)
})

test('a code that this page does not know is told in the words of the server', () => {
  const failure = { code: 'code_of_next_year', message: 'The server says so.' }
  assert.equal(failureText(failure as unknown as Parameters<typeof failureText>[0], t), 'The server says so.')
})
