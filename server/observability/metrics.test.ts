import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Metrics } from './metrics.ts'

/** The samples of a metric, as lines. */
async function samples(metrics: Metrics, name: string): Promise<string[]> {
  return (await metrics.render()).split('\n').filter((line) => line.startsWith(name))
}

describe('metrics that are read', () => {
  it('are written with help, type and value, read at that moment', async () => {
    let rooms = 1
    const metrics = new Metrics()
    metrics.addReads([{ name: 'plenary_rooms', help: 'Rooms now.', read: () => rooms }])
    assert.equal(
      await metrics.render(),
      '# HELP plenary_rooms Rooms now.\n# TYPE plenary_rooms gauge\nplenary_rooms 1\n',
    )
    rooms = 2
    assert.match(await metrics.render(), /^plenary_rooms 2$/m)
  })

  it('have one line for each set of labels and escape what would break a line', async () => {
    const metrics = new Metrics()
    metrics.addReads([
      {
        name: 'plenary_worker_busy',
        help: 'First line\nsecond \\ line',
        labels: ['worker'],
        read: () => [
          { labels: { worker: '0' }, value: 0.5 },
          { labels: { worker: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY },
        ],
      },
    ])
    assert.equal(
      await metrics.render(),
      '# HELP plenary_worker_busy First line\\nsecond \\\\ line\n' +
        '# TYPE plenary_worker_busy gauge\n' +
        'plenary_worker_busy{worker="0"} 0.5\n' +
        'plenary_worker_busy{worker="a\\"b\\\\c\\nd"} +Inf\n',
    )
  })

  it('forget a set of labels that is gone', async () => {
    let pids = ['1', '2']
    const metrics = new Metrics()
    const read = async () => pids.map((pid) => ({ labels: { pid }, value: Number.NaN }))
    metrics.addReads([{ name: 'plenary_objects', help: 'Objects.', labels: ['pid'], read }])
    assert.equal((await samples(metrics, 'plenary_objects')).length, 2)
    pids = ['2']
    assert.deepEqual(await samples(metrics, 'plenary_objects'), ['plenary_objects{pid="2"} Nan'])
  })

  it('tell a counter what it is now, however often they are read', async () => {
    const metrics = new Metrics()
    metrics.addReads([{ name: 'plenary_bytes_total', type: 'counter', help: 'Bytes.', read: () => 7 }])
    await metrics.render()
    assert.match(await metrics.render(), /^# TYPE plenary_bytes_total counter\nplenary_bytes_total 7$/m)
  })
})

describe('a set of metrics', () => {
  it('is apart from that of another server in the same process', async () => {
    const definition = { name: 'plenary_joins_total', help: 'Joins.' }
    const [one, other] = [new Metrics(), new Metrics()]
    one.addCounter(definition).inc()
    other.addCounter(definition)
    assert.deepEqual(await samples(one, 'plenary_joins_total'), ['plenary_joins_total 1'])
    assert.deepEqual(await samples(other, 'plenary_joins_total'), ['plenary_joins_total 0'])
  })

  it('refuses a name that is taken', () => {
    const metrics = new Metrics()
    metrics.addCounter({ name: 'plenary_joins_total', help: 'Joins.' })
    assert.throws(() => metrics.addCounter({ name: 'plenary_joins_total', help: 'Again.' }), /already/)
  })

  it('lists what it has', () => {
    const metrics = new Metrics()
    metrics.addReads([{ name: 'plenary_rooms', help: 'Rooms.', read: () => 0 }])
    metrics.addHistogram({ name: 'plenary_s', help: 'Time.', labels: ['request'], buckets: [1] })
    assert.deepEqual(metrics.descriptions, [
      { name: 'plenary_rooms', help: 'Rooms.', labels: [], type: 'gauge' },
      { name: 'plenary_s', help: 'Time.', labels: ['request'], type: 'histogram' },
    ])
  })
})
