import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** What a running server answers. */
export interface ControlReply extends Record<string, unknown> {
  draining?: boolean
  rooms?: number
  participants?: number
  error?: string
}

/** A connection to the control socket of a running server. */
export interface ControlClient {
  /**
   * Sends one command.
   *
   * @returns undefined when the server went away
   * @throws {Error} when it is there and does not answer in time
   */
  ask(command: Readonly<Record<string, unknown>>, answerMs?: number): Promise<ControlReply | undefined>
  close(): void
}

const ANSWER_MS = 10_000

/**
 * Connects to a running server.
 *
 * @param file - see `controlFile`
 * @returns undefined when no server is there
 * @throws {Error} when this user may not speak to it
 */
export async function connectControl(file: string): Promise<ControlClient | undefined> {
  const socket = connect(file)
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined))
    socket.once('error', resolve)
  })
  if (error?.code === 'EACCES' || error?.code === 'EPERM') {
    throw new Error(`${file} belongs to another user. Run this as root, or as the user of the server.`)
  }
  if (error) return undefined
  // The reader passes errors of the socket on; its end is an answer too.
  const lines = createInterface({ input: socket })
  for (const emitter of [socket, lines]) emitter.on('error', () => socket.destroy())
  return {
    ask: (command, answerMs = ANSWER_MS) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error('The server does not answer. Look at its log, or end it with SIGKILL.'))
          socket.destroy()
        }, answerMs)
        const done = (reply: ControlReply | undefined): void => {
          clearTimeout(late)
          socket.removeListener('close', gone)
          resolve(reply)
        }
        const gone = (): void => done(undefined)
        if (socket.destroyed) return gone()
        socket.once('close', gone)
        lines.once('line', (line) => done(readReply(line)))
        socket.write(`${JSON.stringify(command)}\n`)
      }),
    close: () => socket.destroy(),
  }
}

function readReply(line: string): ControlReply {
  try {
    return JSON.parse(line) as ControlReply
  } catch {
    return { error: 'What answers there is no server of Plenary.' }
  }
}

/**
 * Sends one command to a running server, and leaves.
 *
 * @param file - see `controlFile`
 * @returns what it answered, with `error` for what it refuses; undefined when no server is there
 * @throws {Error} with a sentence, when one is there and does not answer, or belongs to another user
 */
export async function askControl(
  file: string,
  command: Readonly<Record<string, unknown>>,
): Promise<ControlReply | undefined> {
  const client = await connectControl(file)
  const reply = await client?.ask(command)
  client?.close()
  return reply
}
