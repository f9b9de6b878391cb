import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Metrics } from './metrics.ts'
import { RequestMetrics } from './request-metrics.ts'

/** Values by name with labels, without those that are 0. */
async function values(metrics: Metrics): Promise<Record<string, number>> {
  const lines = (await metrics.render()).split('\n').filter((line) => /^\w/.test(line))
  return Object.fromEntries(
    lines
      .map(
        (line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))] as const,
      )
      .filter(([name, value]) => value !== 0 && !name.includes('_bucket')),
  )
}

describe('metrics of requests', () => {
  it('count joins by their outcome, and how long they took', async () => {
    const metrics = new Metrics()
    const requests = new RequestMetrics(metrics)
    requests.requestEnded('room:join', 0.25, 'ok', { resumed: false })
    requests.requestEnded('room:join', 0.25, 'ok', { resumed: true })
    requests.requestEnded('room:join', 0.5, 'room_full')
    assert.deepEqual(await values(metrics), {
      'plenary_joins_total{outcome="joined"}': 1,
      'plenary_joins_total{outcome="resumed"}': 1,
      'plenary_joins_total{outcome="room_full"}': 1,
      plenary_join_seconds_sum: 1,
      plenary_join_seconds_count: 3,
      plenary_resumes_total: 1,
      'plenary_request_seconds_sum{request="room:join"}': 1,
      'plenary_request_seconds_count{request="room:join"}': 3,
      'plenary_refusals_total{code="room_full"}': 1,
    })
  })

  it('count other requests by name, and refusals of any kind by code', async () => {
    const metrics = new Metrics()
    const requests = new RequestMetrics(metrics)
    requests.requestEnded('view:set', 0.5, 'ok', {})
    requests.requestEnded('unknown', 0.125, 'unknown_request')
    requests.connectionRefused('unknown_request')
    assert.deepEqual(await values(metrics), {
      'plenary_request_seconds_sum{request="view:set"}': 0.5,
      'plenary_request_seconds_count{request="view:set"}': 1,
      'plenary_request_seconds_sum{request="unknown"}': 0.125,
      'plenary_request_seconds_count{request="unknown"}': 1,
      'plenary_refusals_total{code="unknown_request"}': 2,
    })
  })

  it('are there before anything happened, so that a first event is seen to happen', async () => {
    const metrics = new Metrics()
    new RequestMetrics(metrics)
    const text = await metrics.render()
    for (const outcome of ['joined', 'resumed']) {
      assert.ok(text.includes(`plenary_joins_total{outcome="${outcome}"} 0\n`), outcome)
    }
    assert.match(text, /^plenary_resumes_total 0$/m)
  })
})
