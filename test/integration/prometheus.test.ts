import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { prometheusPrograms, promtool, TestPrometheus, type QueryResult } from '../kit/prometheus.ts'
import { startServer } from '../kit/server.ts'

const CONFIG = fileURLToPath(new URL('../../config', import.meta.url))

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[]
}

/** Every expression of the dashboard, with its variables as Grafana would fill them in. */
function dashboardExpressions(): { title: string; expression: string }[] {
  const { panels } = JSON.parse(readFileSync(`${CONFIG}/grafana/plenary.json`, 'utf8')) as Dashboard
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({
      title,
      expression: expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
    })),
  )
}

describe('Prometheus', { skip: prometheusPrograms ? false : 'is not on this system' }, () => {
  it('takes the sample configuration and the alert rules, which fire when they should and only then', () => {
    for (const args of [
      ['check', 'config', `${CONFIG}/prometheus/prometheus.yml`],
      ['check', 'rules', '--lint-fatal', `${CONFIG}/prometheus/alerts.yml`],
      ['test', 'rules', `${CONFIG}/prometheus/alerts.test.yml`],
    ]) {
      const { status, output } = promtool(args)
      assert.equal(status, 0, output)
    }
  })

  it('has a test for every alert, and every alert says what to do', () => {
    const rules = readFileSync(`${CONFIG}/prometheus/alerts.yml`, 'utf8')
    const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)
    const tests = readFileSync(`${CONFIG}/prometheus/alerts.test.yml`, 'utf8')
    assert.ok(names.length > 8)
    for (const name of names) assert.match(tests, new RegExp(`alertname: ${name}\n\\s+exp_alerts:\n\\s+- `))
    assert.equal([...rules.matchAll(/ summary: '.{40,}\.'$/gm)].length, names.length)
  })

  it('finds nothing to complain of in the metrics, and runs every expression of the dashboard in a meeting', async (t) => {
    const server = await startServer(t)
    const prometheus = await TestPrometheus.start(t, server.url)
    // What happens before the first look at a counter is no growth.
    await waitFor('the first scrape', async () => (await prometheus.query('plenary_up'))[0] ?? 'no sample')
    const [ada, bob] = [await server.join('demo', 'Ada'), await server.join('demo', 'Bob')]
    await ada.publishCamera()
    await ada.publishMicrophone({ level: -20 })
    await bob.publishMicrophone({ level: -30 })
    await bob.setView([{ participantId: ada.id }])
    await receivesMore(bob, { from: ada, source: 'camera' })
    ada.chat.send('hello')
    const { status, output } = promtool(
      ['check', 'metrics'],
      await (await fetch(`${server.url}/metrics`)).text(),
    )
    assert.deepEqual([status, output], [0, ''])

    const expressions = dashboardExpressions()
    assert.ok(expressions.length > 20)
    await waitFor(
      async () => {
        for (const { title, expression } of expressions) {
          const results = await prometheus.query(expression)
          // Native peers report no round trips; test/e2e/admin-page.test.ts sees those of a browser.
          const isShown = ({ value }: QueryResult): boolean =>
            title === 'Round trip' || Number.isFinite(value)
          if (!results.some(isShown))
            return `"${title}" shows nothing: ${expression} gave ${JSON.stringify(results)}`
        }
        return undefined
      },
      { timeoutMs: 40_000 },
    )
    await waitFor(async () => {
      const bytes = await prometheus.query('plenary_media_bytes_total')
      const both = bytes.filter(({ value }) => value > 10_000)
      return both.length === 2 ? undefined : `media moves too little: ${JSON.stringify(bytes)}`
    })
  })
})
