import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { availableParallelism, freemem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findGivenWorker, findMediasoup, startsHere } from '../../scripts/worker/locate.mjs'
import { clockFindings } from '../../server/doctor/clock-findings.ts'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import { systemFindings } from '../../server/doctor/system-findings.ts'
import type { Subject } from './subject.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const TIMEOUT_MS = 3000

/** Looks at what the machine has: clock, descriptors, socket buffers, cores, memory. */
export async function checkMachine(subject: Subject): Promise<Finding[]> {
  const { participants, settings, facts } = subject
  const files = ['package.json', join('node_modules', '.package-lock.json'), settings.storage.file]
  const clock = clockFindings({
    now: new Date(),
    writtenAt: files.flatMap((file) => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtime ?? []),
    isSynchronized: await isSynchronized(),
  })
  const limit =
    facts?.descriptors === undefined || facts.descriptors === null ? ownLimit() : facts.descriptors.limit
  const system = systemFindings({
    participants,
    cores: availableParallelism(),
    memoryBytes: freeMemory(),
    // Without a limit JSON has null.
    descriptorLimit: limit === null ? Infinity : limit,
    bufferLimits: bufferLimits(),
    bufferBytes: settings.media.socketBufferBytes,
  })
  return [...clock, ...system]
}

/** Looks whether the media worker is there and starts. */
export async function checkWorker({ facts }: Subject): Promise<Finding[]> {
  if (facts && facts.workers.length > 0) {
    const count = facts.workers.length
    return await Promise.resolve([
      ok('worker', `${count} media ${count === 1 ? 'worker runs' : 'workers run'}.`),
    ])
  }
  try {
    const bin = findGivenWorker(process.env) ?? findMediasoup(ROOT).placedBin
    if (startsHere(bin)) return [ok('worker', 'The media worker starts on this machine.')]
    return [
      problem('worker.broken', 'error', `The media worker ${bin} is missing or does not start.`, [
        'npm start',
      ]),
    ]
  } catch (error) {
    return [problem('worker.broken', 'error', error instanceof Error ? error.message : String(error))]
  }
}

async function isSynchronized(): Promise<boolean | undefined> {
  try {
    const { stdout } = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
      timeout: TIMEOUT_MS,
    })
    return stdout.trim() === 'yes' ? true : stdout.trim() === 'no' ? false : undefined
  } catch {
    // No systemd, or a container whose host keeps the time.
    return undefined
  }
}

function ownLimit(): number | null | undefined {
  const text = /^Max open files\s+(\S+)/m.exec(read('/proc/self/limits'))?.[1]
  if (text === undefined) return undefined
  return text === 'unlimited' ? null : Number(text)
}

/** What may still be taken: of the machine, or of the container that this runs in. */
function freeMemory(): number {
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(read('/proc/meminfo'))?.[1]
  const machine = available === undefined ? freemem() : Number(available) * 1024
  const container = process.constrainedMemory()
  return container > 0 ? Math.min(machine, process.availableMemory()) : machine
}

function bufferLimits(): { receive: number; send: number } | undefined {
  const [receive, send] = ['rmem_max', 'wmem_max'].map((name) =>
    Number.parseInt(read(`/proc/sys/net/core/${name}`), 10),
  )
  return receive === undefined || send === undefined || Number.isNaN(receive + send)
    ? undefined
    : { receive, send }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
