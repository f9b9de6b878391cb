import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Priorities } from './priorities.ts'

class FakeConsumer {
  closed = false
  readonly told: number[] = []

  async setPriority(priority: number): Promise<void> {
    if (this.closed) throw new Error('closed')
    this.told.push(priority)
  }
}

function withPriorities(...wanted: number[]): { priorities: Priorities; consumers: FakeConsumer[] } {
  const priorities = new Priorities()
  const consumers = wanted.map((one) => {
    const consumer = new FakeConsumer()
    priorities.add(consumer, one)
    return consumer
  })
  return { priorities, consumers }
}

async function setAll(priorities: Priorities, consumers: FakeConsumer[], wanted: number[]): Promise<void> {
  for (const [index, consumer] of consumers.entries()) await priorities.set(consumer, wanted[index] ?? 1)
}

function told(consumers: readonly FakeConsumer[]): number[][] {
  return consumers.map((consumer) => consumer.told)
}

describe('the priorities of what somebody receives', () => {
  it('need no telling while all are equal, whatever they are', async () => {
    const { priorities, consumers } = withPriorities(30, 30, 30)
    await setAll(priorities, consumers, [30, 30, 30])
    assert.deepEqual(told(consumers), [[], [], []])
  })

  it('are told once where they differ, of all that the worker ranks otherwise', async () => {
    const { priorities, consumers } = withPriorities(150, 30, 1)
    await setAll(priorities, consumers, [150, 30, 1])
    assert.deepEqual(told(consumers), [[150], [30], []])
  })

  it('are told of those that were equal before when another one joins them', async () => {
    const { priorities, consumers } = withPriorities(30, 30)
    await setAll(priorities, consumers, [30, 30])
    const screen = new FakeConsumer()
    priorities.add(screen, 255)
    await priorities.set(screen, 255)
    assert.deepEqual(told([...consumers, screen]), [[30], [30], [255]])
  })

  it('are told of a newcomer among some that the worker knows', async () => {
    const { priorities, consumers } = withPriorities(150, 30)
    await setAll(priorities, consumers, [150, 30])
    await setAll(priorities, consumers, [30, 30])
    const newcomer = new FakeConsumer()
    priorities.add(newcomer, 30)
    await priorities.set(newcomer, 30)
    assert.deepEqual(told([...consumers, newcomer]), [[150, 30], [30], [30]])
  })

  it('are forgotten of a consumer that has ended, and not told to one that just did', async () => {
    const { priorities, consumers } = withPriorities(150, 30, 40)
    const [gone, closed, left] = consumers
    assert.ok(gone && closed && left)
    priorities.delete(gone)
    closed.closed = true
    await priorities.set(left, 40)
    assert.deepEqual(told(consumers), [[], [], [40]])
  })

  it('fail when the worker refuses one of a consumer that goes on', async () => {
    const { priorities, consumers } = withPriorities(150, 30)
    const [first] = consumers
    assert.ok(first)
    first.setPriority = async () => await Promise.reject(new Error('refused'))
    await assert.rejects(priorities.set(first, 150), /refused/)
  })
})
