// `npm run drain -- --deadline 60s`: lets the meetings of the server in this folder
// come to their end, then stops it.
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { storageFileOf } from './storage-file.ts'
import { askControl, type ControlReply } from '../server/process/control-client.ts'
import { controlFile } from '../server/process/control.ts'

const USAGE = `npm run drain -- [--deadline 60s] [--storage data/plenary.sqlite]

  --deadline  longest time for meetings that run: a number with s, m or h (60s)
  --storage   storage file of the server, when it is not the usual one
`
const SECONDS = { s: 1, m: 60, h: 3600 } as const
const LOOK_EVERY_MS = 1000
/** Longer than a server needs to end that has stopped waiting for people. */
const LATE_MS = 10_000

/** @throws {Error} with a sentence that says what to type */
function readDeadline(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? []
  const seconds = Number(digits) * SECONDS[(unit || 's') as keyof typeof SECONDS]
  if (!Number.isFinite(seconds) || seconds > 86_400) {
    throw new Error(`--deadline is a time up to 24h, such as 60s, 5m or 1h; "${text}" is none.`)
  }
  return seconds
}

async function ask(file: string, command: Record<string, unknown>): Promise<ControlReply | undefined> {
  return await askControl(file, command)
}

async function drain(file: string, deadlineSeconds: number): Promise<void> {
  let status = await ask(file, { command: 'drain', deadlineSeconds })
  if (!status) {
    throw new Error(`No server answers at ${file}. Start this in its folder, or name its --storage.`)
  }
  if (status.error) throw new Error(status.error)
  const end = Date.now() + deadlineSeconds * 1000
  // A supervisor may have started it again: then it answers, and drains no more.
  while (status?.draining) {
    if (Date.now() > end + LATE_MS) {
      throw new Error('The server did not stop in time. Look at its log, or end it with SIGKILL.')
    }
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000))
    const { participants = 0, rooms = 0 } = status
    process.stdout.write(
      `${participants} inside, ${rooms} rooms open; the server stops in ${left} s at the latest\n`,
    )
    await delay(LOOK_EVERY_MS)
    status = await ask(file, { command: 'status' })
  }
  process.stdout.write(
    status ? 'The server has stopped, and was started again.\n' : 'The server has stopped.\n',
  )
}

try {
  const { values } = parseArgs({
    options: { deadline: { type: 'string' }, storage: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    process.stdout.write(USAGE)
  } else {
    const file = controlFile(storageFileOf(values.storage))
    if (!file) throw new Error('A server without storage has no control socket: send it SIGTERM instead.')
    await drain(file, readDeadline(values.deadline ?? '60s'))
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
