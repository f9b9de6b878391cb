import assert from 'node:assert/strict'
import { it } from 'node:test'
import { LineMetrics } from './line-metrics.ts'
import { Metrics } from './metrics.ts'

it('counts measurements of lines by direction, and nothing where nothing was measured', async () => {
  const metrics = new Metrics()
  const lines = new LineMetrics(metrics)
  lines.lineMeasured('receive', { lossRatio: 0.03, roundTripMs: 40 })
  lines.lineMeasured('receive', { lossRatio: null, roundTripMs: null })
  const text = await metrics.render()
  assert.match(text, /^plenary_line_loss_ratio_bucket\{le="0.02",direction="out"\} 0$/m)
  assert.match(text, /^plenary_line_loss_ratio_bucket\{le="0.05",direction="out"\} 1$/m)
  assert.match(text, /^plenary_line_loss_ratio_count\{direction="in"\} 0$/m)
  assert.match(text, /^plenary_line_round_trip_seconds_sum 0.04$/m)
  assert.match(text, /^plenary_line_round_trip_seconds_count 1$/m)
})
