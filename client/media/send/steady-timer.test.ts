import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { repeatSteadily } from './steady-timer.ts'

class FakeWorker {
  static last: FakeWorker | undefined
  static isForbidden = false
  onmessage: (() => void) | undefined
  onerror: (() => void) | undefined
  isTerminated = false

  constructor() {
    if (FakeWorker.isForbidden) throw new Error('SecurityError')
    FakeWorker.last = this
  }

  terminate(): void {
    this.isTerminated = true
  }
}

function allowWorkers({ isForbidden = false } = {}): void {
  FakeWorker.last = undefined
  FakeWorker.isForbidden = isForbidden
  Object.assign(globalThis, { Worker: FakeWorker })
}

afterEach(() => Reflect.deleteProperty(globalThis, 'Worker'))

test('a worker keeps the time, so that a hidden page is in time too', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  allowWorkers()
  let calls = 0
  const end = repeatSteadily(100, () => (calls += 1))
  t.mock.timers.tick(1000)
  assert.equal(calls, 0)
  FakeWorker.last?.onmessage?.()
  assert.equal(calls, 1)
  end()
  assert.equal(FakeWorker.last?.isTerminated, true)
})

test('where a page may start no worker, or has none, its own timer serves', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  for (const prepare of [() => allowWorkers({ isForbidden: true }), () => undefined]) {
    prepare()
    let calls = 0
    const end = repeatSteadily(100, () => (calls += 1))
    t.mock.timers.tick(300)
    assert.equal(calls, 3)
    end()
    t.mock.timers.tick(300)
    assert.equal(calls, 3)
  }
})

test('a worker that fails after the end starts no timer that nothing would end', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  allowWorkers()
  let calls = 0
  repeatSteadily(100, () => (calls += 1))()
  FakeWorker.last?.onerror?.()
  t.mock.timers.tick(1000)
  assert.equal(calls, 0)
})

test('a worker that does not load is replaced by the timer of the page', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  allowWorkers()
  let calls = 0
  const end = repeatSteadily(100, () => (calls += 1))
  FakeWorker.last?.onerror?.()
  t.mock.timers.tick(200)
  assert.equal(calls, 2)
  end()
  t.mock.timers.tick(200)
  assert.equal(calls, 2)
})
