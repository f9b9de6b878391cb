import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Dynacast } from './dynacast.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const told: [string, number][] = []
  const demand = new Dynacast({ changed: (id, layers) => told.push([id, layers]) })
  return { demand, told, wait: (ms: number) => t.mock.timers.tick(ms) }
}

const watch = (layer: number): ReadonlyMap<string, number> => new Map([['cam', layer]])
const nothing: ReadonlyMap<string, number> = new Map()

describe('UplinkDemand', () => {
  it('switches everything off when nobody looks for three seconds', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    wait(2999)
    assert.deepEqual(told, [])
    wait(1)
    assert.deepEqual(told, [['cam', 0]])
  })

  it('asks for layers at once when somebody looks', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    wait(3000)
    demand.set('ada', watch(1))
    assert.deepEqual(told.at(-1), ['cam', 2])
    demand.set('bob', watch(2))
    assert.deepEqual(told.at(-1), ['cam', 3])
  })

  it('keeps the highest layer that any viewer wants', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    demand.set('ada', watch(0))
    demand.set('bob', watch(2))
    wait(3000)
    assert.deepEqual(told, [])
    demand.set('bob', nothing)
    wait(3000)
    assert.deepEqual(told, [['cam', 1]])
  })

  it('does not flap when a viewer pages away and back', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    demand.set('ada', watch(2))
    for (let turn = 0; turn < 5; turn += 1) {
      demand.set('ada', nothing)
      wait(1000)
      demand.set('ada', watch(2))
      wait(1000)
    }
    assert.deepEqual(told, [])
  })

  it('lets go of the top layer in time although viewers come and go all the while', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    demand.set('ada', watch(2))
    demand.set('bob', watch(0))
    demand.set('ada', nothing)
    for (let second = 0; second < 3; second += 1) {
      demand.set(`guest ${second}`, watch(second % 2))
      wait(1000)
      demand.set(`guest ${second}`, nothing)
    }
    assert.deepEqual(told, [['cam', 2]])
    wait(3000)
    assert.deepEqual(told.slice(1), [['cam', 1]])
  })

  it('keeps the layer that a viewer is sent until it is sent the one that it wants', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    demand.set('ada', watch(0))
    demand.receives('ada', 'cam', 1)
    wait(3000)
    assert.deepEqual(told, [['cam', 2]])
    wait(10_000)
    assert.equal(told.length, 1)
    demand.receives('ada', 'cam', 0)
    wait(3000)
    assert.deepEqual(told.at(-1), ['cam', 1])
    demand.receives('ada', 'cam', 1)
    demand.set('ada', nothing)
    wait(3000)
    assert.deepEqual(told.at(-1), ['cam', 0], 'whoever shows it no more needs none of it')
  })

  it('knows what a publisher was told last', (t) => {
    const { demand, wait } = setUp(t)
    demand.add('cam', 3)
    assert.equal(demand.told('cam'), 3)
    wait(3000)
    assert.equal(demand.told('cam'), 0)
    demand.remove('cam')
    assert.equal(demand.told('cam'), undefined)
  })

  it('counts viewers that wanted the producer before it was there', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.set('ada', watch(2))
    demand.add('cam', 3)
    wait(10_000)
    assert.deepEqual(told, [])
  })

  it('says nothing of a producer that closed', (t) => {
    const { demand, told, wait } = setUp(t)
    demand.add('cam', 3)
    demand.remove('cam')
    wait(10_000)
    assert.deepEqual(told, [])
  })
})
