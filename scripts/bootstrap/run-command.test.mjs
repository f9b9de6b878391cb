import assert from 'node:assert/strict'
import { test } from 'node:test'

import { runCommand } from './run-command.mjs'

const node = (script, options) => runCommand(process.execPath, ['-e', script], options)

test('output arrives line by line, an unfinished last line included', async () => {
  const lines = []
  const script = 'process.stdout.write("one\\ntwo\\rthree"); process.stderr.write("four\\n")'
  const result = await node(script, { onLine: (line) => lines.push(line) })
  assert.equal(result.ok, true)
  assert.deepEqual(lines.sort(), ['four', 'one', 'three', 'two'])
  assert.equal(result.stdout, 'one\ntwo\rthree')
})

test('a failing program is a result with its last lines', async () => {
  const result = await node('for (let i = 0; i < 100; i++) console.error("line", i); process.exit(3)')
  assert.equal(result.ok, false)
  assert.equal(result.code, 3)
  assert.equal(result.tail.length, 40)
  assert.equal(result.tail.at(-1), 'line 99')
})

test('a program that does not exist is a result too', async () => {
  const result = await runCommand('plenary-no-such-program', [])
  assert.equal(result.ok, false)
  assert.match(result.tail.at(-1), /ENOENT/)
})

test('a program that takes too long is killed', async () => {
  const result = await node('setInterval(() => {}, 1000)', { timeoutMs: 200 })
  assert.equal(result.ok, false)
  assert.equal(result.signal, 'SIGKILL')
})
