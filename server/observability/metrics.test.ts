import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderMetrics } from './metrics.ts'

describe('renderMetrics', async () => {
  it('writes help, type and value of each gauge, read at that moment', async () => {
    let rooms = 1
    const gauges = [{ name: 'plenary_rooms', help: 'Rooms now.', read: () => rooms }]
    assert.equal(
      await renderMetrics(gauges),
      '# HELP plenary_rooms Rooms now.\n# TYPE plenary_rooms gauge\nplenary_rooms 1\n',
    )
    rooms = 2
    assert.match(await renderMetrics(gauges), /^plenary_rooms 2$/m)
  })

  it('writes one line for each set of labels and escapes what would break a line', async () => {
    const text = await renderMetrics([
      {
        name: 'plenary_worker_busy',
        help: 'First line\nsecond \\ line',
        read: () => [
          { labels: { worker: '0' }, value: 0.5 },
          { labels: { worker: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY },
        ],
      },
    ])
    assert.equal(
      text,
      '# HELP plenary_worker_busy First line\\nsecond \\\\ line\n' +
        '# TYPE plenary_worker_busy gauge\n' +
        'plenary_worker_busy{worker="0"} 0.5\n' +
        'plenary_worker_busy{worker="a\\"b\\\\c\\nd"} +Inf\n',
    )
  })
})
