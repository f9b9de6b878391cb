import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { playChime } from './chime.ts'

/** Puts something in the place of what a browser has, until the test ends. */
function replace(t: TestContext, name: string, value: unknown): void {
  const page = globalThis as unknown as Record<string, unknown>
  const former = page[name]
  page[name] = value
  t.after(() => (page[name] = former))
}

class FakeAudio {
  srcObject: unknown = null
}

it('stays silent where a page extension has broken the sound of pages, and ends in order', async (t) => {
  replace(t, 'Audio', FakeAudio)
  const broken = {
    'there is none': undefined,
    'it cannot be made': function (): never {
      throw new Error('blocked')
    },
    'it can do nothing, and cannot be closed': class {
      close(): Promise<void> {
        return Promise.reject(new Error('closed already'))
      }
    },
  }
  for (const [how, context] of Object.entries(broken)) {
    replace(t, 'AudioContext', context)
    await assert.doesNotReject(playChime(''), how)
  }
})
