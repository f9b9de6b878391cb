// `npm run churn`: random requests and clients that act at random, against a server of its own;
// prints what was sent, what was answered and what stayed behind. Ends with 1 when
// anything crashed, hung, failed or leaked, and says what on standard error.
import { messageOf } from './harness/error-message.ts'
import { parseArgs } from 'node:util'
import { AttackMeanwhile } from './churn/attack-meanwhile.ts'
import { ROOMS } from './churn/churn-client.ts'
import { runFloods, type FloodFinding } from './churn/floods.ts'
import { runFuzz } from './churn/fuzz.ts'
import { startOwnServer } from './churn/own-server.ts'
import { runSoak } from './churn/soak.ts'
import { findTrouble } from './churn/verdict.ts'

const USAGE = `npm run churn -- [--requests 100000] [--minutes 20] [--people 12] [--floods 5] [--only a,b]
                        [--together] [--seed 1] [--no-kill]

  --requests  random requests, in and out of order; 0 for none
  --minutes   how long people join, leave, reload, share and break; 0 for not at all
  --people    how many of them
  --floods    how long each kind of flood lasts, in seconds, against a server of its own; 0 for none
  --only      names of the floods that are wanted, with commas between them; all of them if absent
  --together  floods go on while people are there, who get the limits of everybody; needs minutes and floods
  --seed      the same seed does the same things
  --no-kill   kills no media worker meanwhile
`

function readCount(text: string | undefined, fallback: number, what: string): number {
  const count = Number(text ?? fallback)
  if (!Number.isFinite(count) || count < 0) throw new Error(`--${what} is a number from 0 on.`)
  return count
}

function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`)
}

/** Floods a server that has the limits that people get. */
async function flood(secondsEach: number, seed: number, only: string[] | undefined): Promise<FloodFinding[]> {
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
  const { values } = parseArgs({
    options: {
      requests: { type: 'string' },
      floods: { type: 'string' },
      minutes: { type: 'string' },
      people: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      together: { type: 'boolean' },
      'no-kill': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return true
  }
  const seed = readCount(values.seed, 1, 'seed')
  const messages = readCount(values.requests, 100_000, 'requests')
  const secondsEach = readCount(values.floods, 5, 'floods')
  const minutes = readCount(values.minutes, 20, 'minutes')
  const people = readCount(values.people, 12, 'people')
  const { together } = values
  if (together && (minutes === 0 || secondsEach === 0))
    throw new Error('--together needs more than 0 of --minutes and --floods.')
  const floods = secondsEach > 0 && !together ? await flood(secondsEach, seed, values.only?.split(',')) : []
  const server = await startOwnServer(together ? 'default' : 'raised', 'short')
  const attack = new AttackMeanwhile({ url: server.url, room: ROOMS[0] ?? '', secondsEach, seed })
  try {
    const fuzz = await runFuzz({
      url: server.url,
      messages: together ? 0 : messages,
      seed,
      progress: (sent) => show(`${sent} of ${messages} requests`),
    })
    const soak = await runSoak({
      url: server.url,
      server,
      durationMs: minutes * 60_000,
      people,
      seed,
      killsWorkers: !values['no-kill'] && !together,
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
