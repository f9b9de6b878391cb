// `npm run churn`: random requests and clients that act at random, against a server of its own;
// prints what was sent, what was answered and what stayed behind. Ends with 1 when
// anything crashed, hung, failed or leaked, and says what on standard error.
import { messageOf } from './harness/error-message.ts'
import { AttackMeanwhile } from './churn/attack-meanwhile.ts'
import { ROOMS } from './churn/churn-client.ts'
import { runFloods, type FloodFinding } from './churn/floods.ts'
import { runFuzz } from './churn/fuzz.ts'
import { startOwnServer } from './churn/own-server.ts'
import { runSoak } from './churn/soak.ts'
import { readOptions, USAGE } from './churn/options.ts'
import { findTrouble } from './churn/verdict.ts'

function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`)
}

/** Floods a server that has the limits that people get. */
async function flood(
  secondsEach: number,
  seed: number,
  only: readonly string[] | undefined,
): Promise<FloodFinding[]> {
  const server = await startOwnServer('default')
  try {
    const findings = await runFloods({
      ...server,
      secondsEach,
      seed,
      ...(only ? { only } : {}),
      progress: show,
    })
    const died = server.workersDied()
    if (server.isRunning() && died === 0) return findings
    throw new Error(`Floods ended ${died === 0 ? 'the server' : `${died} media workers`}.`)
  } finally {
    await server.remove()
  }
}

async function churn(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2))
  if (!options) {
    process.stdout.write(USAGE)
    return true
  }
  const { seed, requests, secondsEach, minutes, people, only, together, killsWorkers } = options
  const floods = secondsEach > 0 && !together ? await flood(secondsEach, seed, only) : []
  const server = await startOwnServer(together ? 'default' : 'raised', 'short')
  const attack = new AttackMeanwhile({ url: server.url, room: ROOMS[0] ?? '', secondsEach, seed })
  try {
    const fuzz = await runFuzz({
      url: server.url,
      messages: requests,
      seed,
      progress: (sent) => show(`${sent} of ${requests} requests`),
    })
    const soak = await runSoak({
      url: server.url,
      server,
      durationMs: minutes * 60_000,
      people,
      seed,
      killsWorkers,
      ...(together ? { meanwhile: async (end: number) => await attack.until(end) } : {}),
      progress: show,
    })
    show('')
    const [isRunning, errors, workersDied] = [server.isRunning(), server.errors(), server.workersDied()]
    const ended = { isRunning, errors, workersDied, stored: await server.kill() }
    const findings = { floods, fuzz, soak, server: ended, attacks: together ? attack.attacks : undefined }
    const trouble = findTrouble(findings)
    process.stdout.write(`${JSON.stringify({ tool: 'plenary-churn', seed, ...findings, trouble })}\n`)
    for (const what of trouble) process.stderr.write(`${what}\n`)
    return trouble.length === 0
  } finally {
    await server.remove()
  }
}

try {
  process.exit((await churn()) ? 0 : 1)
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
}
