import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { fetchWhileIdle } from './fetch-ahead.ts'

/** A browser whose page rests when the test says so. */
function playBrowser() {
  const waiting: (() => void)[] = []
  Object.assign(globalThis, { requestIdleCallback: (run: () => void) => waiting.push(run) })
  return {
    async rest(): Promise<void> {
      waiting.shift()?.()
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    },
  }
}

function createParts() {
  const fetched: string[] = []
  const part =
    (name: string, fails = false) =>
    async () => {
      fetched.push(name)
      await Promise.resolve()
      if (fails) throw new Error('offline')
    }
  return { fetched, part }
}

afterEach(() => Reflect.deleteProperty(globalThis, 'requestIdleCallback'))

test('parts are fetched one after another, each when the page rests, and a failure stops none', async () => {
  const { rest } = playBrowser()
  const { fetched, part } = createParts()
  fetchWhileIdle([part('people', true), part('chat')])
  assert.deepEqual(fetched, [])
  await rest()
  assert.deepEqual(fetched, ['people'])
  await rest()
  assert.deepEqual(fetched, ['people', 'chat'])
})

test('nothing is fetched once it is ended', async () => {
  const { rest } = playBrowser()
  const { fetched, part } = createParts()
  const end = fetchWhileIdle([part('people'), part('chat')])
  await rest()
  end()
  await rest()
  assert.deepEqual(fetched, ['people'])
})

test('a browser that does not tell when a page rests fetches as well', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { fetched, part } = createParts()
  fetchWhileIdle([part('people')])
  assert.deepEqual(fetched, [])
  t.mock.timers.tick(200)
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  assert.deepEqual(fetched, ['people'])
})
