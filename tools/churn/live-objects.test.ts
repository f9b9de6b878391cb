import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countIn, describeLiveObjects, MORTAL, type HeapSnapshot } from './live-objects.ts'

const TYPES = ['closure', 'object']

/** A snapshot with these nodes, in which every class has its name at least. */
function snapshot(...nodes: [type: 'closure' | 'object', name: string][]): HeapSnapshot {
  const strings = [...MORTAL, 'Map'] as string[]
  return {
    snapshot: { meta: { node_fields: ['type', 'name', 'id'], node_types: [TYPES] } },
    nodes: nodes.flatMap(([type, name], id) => [TYPES.indexOf(type), strings.indexOf(name), id]),
    strings,
  }
}

describe('what is alive in an empty server', () => {
  it('may be anything but what belongs to people', () => {
    assert.deepEqual(describeLiveObjects(countIn(snapshot(['closure', 'Room'], ['object', 'Map']))), [])
  })

  it('is named by its class', () => {
    const held = countIn(snapshot(['object', 'Room'], ['object', 'ConsumerImpl'], ['object', 'Room']))
    assert.deepEqual(describeLiveObjects(held), [
      '2 objects of Room are held although nobody is inside',
      '1 objects of ConsumerImpl are held although nobody is inside',
    ])
  })

  it('is unknown where a class has another name by now', () => {
    const { strings, ...rest } = snapshot()
    const renamed = strings.map((name) => (name === 'Seat' ? 'Chair' : name))
    assert.deepEqual(describeLiveObjects(countIn({ ...rest, strings: renamed })), [
      'the server has no class Seat',
    ])
  })
})
