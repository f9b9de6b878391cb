import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { findPrometheus } from '../../scripts/bootstrap/prometheus.mjs'
import { freePorts } from './free-ports.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

/** Where Prometheus is; undefined on systems where the set-up cannot install it. */
export const prometheusPrograms = findPrometheus()

/** What the checker of Prometheus says. */
export function promtool(args: readonly string[], input = ''): { status: number | null; output: string } {
  const program = prometheusPrograms?.promtool ?? 'promtool'
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

/** A value that an expression gave. */
export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

/** A Prometheus that scrapes one server every second. */
export class TestPrometheus {
  readonly #url: string

  private constructor(url: string) {
    this.#url = url
  }

  /** Starts it for the time of a test. */
  static async start(t: TestContext, target: string): Promise<TestPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'plenary-prometheus-'))
    const config = join(folder, 'prometheus.yml')
    const scrape = { job_name: 'plenary', static_configs: [{ targets: [new URL(target).host] }] }
    // JSON is YAML.
    const settings = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [scrape] }
    await writeFile(config, JSON.stringify(settings))
    const [port = 0] = await freePorts(1)
    const child = spawn(
      prometheusPrograms?.prometheus ?? 'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let log = ''
    child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    t.after(async () => {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    })
    const url = `http://127.0.0.1:${port}`
    await waitFor(async () => {
      const response = await fetch(`${url}/-/ready`).catch(() => undefined)
      return response?.ok ? undefined : `Prometheus is not ready: ${log}`
    })
    return new TestPrometheus(url)
  }

  /** @throws {Error} with what Prometheus says of an expression that it cannot run */
  async query(expression: string): Promise<QueryResult[]> {
    const response = await fetch(`${this.#url}/api/v1/query?${new URLSearchParams({ query: expression })}`)
    const answer = (await response.json()) as {
      error?: string
      data?: { result: { metric: Record<string, string>; value: [number, string] }[] }
    }
    if (!answer.data) throw new Error(`${expression}: ${answer.error}`)
    return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
  }
}
