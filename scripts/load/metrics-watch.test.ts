import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { median, MetricsWatch, parseMetrics } from './metrics-watch.ts'

describe('the figures of the server', () => {
  it('are read with their labels', () => {
    const text = [
      '# HELP plenary_rooms Rooms with somebody in them.',
      '# TYPE plenary_rooms gauge',
      'plenary_rooms 3',
      'plenary_event_loop_delay_seconds{quantile="0.99"} 0.0123',
      'plenary_worker_cpu_ratio{pid="42",name="a \\"b\\""} 1e-3',
      '',
    ].join('\n')
    assert.deepEqual(parseMetrics(text), [
      { name: 'plenary_rooms', labels: {}, value: 3 },
      { name: 'plenary_event_loop_delay_seconds', labels: { quantile: '0.99' }, value: 0.0123 },
      { name: 'plenary_worker_cpu_ratio', labels: { pid: '42', name: 'a \\"b\\"' }, value: 0.001 },
    ])
  })

  it('belong to the span of time in which they were read', () => {
    const watch = new MetricsWatch('http://127.0.0.1')
    for (const at of [10, 20, 30]) watch.note(at, [{ name: 'rooms', labels: {}, value: at }])
    assert.deepEqual(watch.series('rooms'), [10, 20, 30])
    assert.deepEqual(watch.series('rooms', {}, { from: 0, until: 20 }), [10, 20])
    assert.deepEqual(watch.series('rooms', {}, { from: 25 }), [30])
    assert.deepEqual(watch.series('rooms', { pid: '1' }), [])
  })

  it('have a middle', () => {
    assert.equal(median([3, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 3]), 2)
    assert.equal(median([]), undefined)
  })
})
