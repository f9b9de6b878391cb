import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { coturnConfig, type CoturnOptions } from '../../../server/front/coturn-config.ts'
import { endProcess, isRunning } from '../../../tools/harness/spawn-server.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { Machine, TestNetwork } from './network.ts'

const TLS_ONLY = fileURLToPath(new URL('tls-only.mjs', import.meta.url))

/** What ends a test. */
export interface EndingTest {
  after(end: () => unknown): void
}

/** Runs a program on a machine until the test ends, and waits for a line that says that it is ready. */
async function run(
  t: EndingTest,
  where: { network: TestNetwork; machine: Machine },
  ready: RegExp,
  command: [string, ...string[]],
): Promise<void> {
  const [program, ...args] = where.network.on(where.machine, ...command)
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(async () => await endProcess(child))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(child, 'spawn')
  await waitFor(() => {
    if (!isRunning(child)) throw new Error(`${command[0]} ended: ${output}`)
    return ready.test(output) || `${command[0]} is not ready: ${output.slice(-500)}`
  })
}

/** Lets TLS through from the public address to a server behind the router, and nothing else. */
export async function startTlsFilter(
  t: EndingTest,
  network: TestNetwork,
  from: string,
  to: string,
): Promise<void> {
  await run(t, { network, machine: 'router' }, /listening/, [process.execPath, TLS_ONLY, from, to])
}

/** Starts coturn on the machine of the server, with the configuration that operators are given. */
export async function startCoturn(
  t: EndingTest,
  network: TestNetwork,
  options: CoturnOptions,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-coturn-'))
  t.after(async () => await rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'turnserver.conf')
  const here = [
    `pidfile=${join(folder, 'pid')}`,
    `userdb=${join(folder, 'turndb')}`,
    'log-file=stdout',
    'simple-log',
    '',
  ]
  await writeFile(file, coturnConfig(options) + here.join('\n'))
  await run(t, { network, machine: 'server' }, /DB connection success/, ['turnserver', '-c', file])
}
