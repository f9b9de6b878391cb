import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createProgress, formatDuration } from './progress.mjs'

function createStream(properties = {}) {
  const stream = { text: '', write: (chunk) => (stream.text += chunk), ...properties }
  return stream
}

test('durations read well', () => {
  assert.equal(formatDuration(400), '0s')
  assert.equal(formatDuration(59_400), '59s')
  assert.equal(formatDuration(245_000), '4m 05s')
})

test('a log gets a line at the start, one every few seconds, and one at the end', async () => {
  const stream = createStream()
  let time = 0
  const progress = createProgress(stream, { now: () => time })
  const result = await progress.run('Building', async (update) => {
    for (const [seconds, detail] of [
      [1, '1 of 9'],
      [6, '4 of 9'],
      [7, '5 of 9'],
    ]) {
      time = seconds * 1000
      update(detail)
    }
    return 'built'
  })
  assert.equal(result, 'built')
  assert.equal(stream.text, 'Building ...\nBuilding  4 of 9  6s\nBuilding: done after 7s\n')
})

test('a terminal gets one line that is rewritten and never wraps', async () => {
  const stream = createStream({ isTTY: true, columns: 30 })
  const progress = createProgress(stream, { now: () => 0 })
  await progress.run('Building', async (update) => update('a detail that is much longer than the line'))
  const drawn = stream.text.split('\u001b[2K').map((line) => line.replace('\r', ''))
  assert.ok(drawn.every((line) => line.length < 30 || line.endsWith('\n')))
  assert.equal(drawn.at(-1), 'Building: done after 0s\n')
})

test('a failing step says so and passes the failure on', async () => {
  const stream = createStream()
  const failing = createProgress(stream, { now: () => 0 }).run('Building', () =>
    Promise.reject(new Error('no')),
  )
  await assert.rejects(failing, /no/)
  assert.match(stream.text, /Building: failed after 0s\n$/)
})

test('a step can end without an error and without success', async () => {
  const stream = createStream()
  const judge = ({ reason }) => (reason ? 'not possible' : 'done')
  await createProgress(stream, { now: () => 0 }).run('Downloading', async () => ({ reason: 'x' }), judge)
  assert.match(stream.text, /Downloading: not possible after 0s\n$/)
})
