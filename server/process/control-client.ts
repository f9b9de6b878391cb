import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const ANSWER_MS = 10_000

/**
 * Sends one command to the control socket of a server.
 *
 * @param file - the socket file
 * @returns what it answered, with `error` for what it refuses; undefined when no server is there
 * @throws {Error} with a sentence, when one is there and does not answer, or answers with something else
 */
export async function askControl(
  file: string,
  command: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown> | undefined> {
  return await new Promise((resolve, reject) => {
    const socket = connect(file)
    socket.setTimeout(ANSWER_MS, () => {
      reject(new Error('The server does not answer. Look at its log, or end it with SIGKILL.'))
      socket.destroy()
    })
    // The reader passes errors of the socket on.
    const lines = createInterface({ input: socket })
    for (const emitter of [socket, lines]) emitter.once('error', () => resolve(undefined))
    socket.once('close', () => resolve(undefined))
    lines.once('line', (line) => {
      try {
        resolve(JSON.parse(line) as Record<string, unknown>)
      } catch {
        reject(new Error(`Something else than this server answers at ${file}.`))
      }
      socket.end()
    })
    socket.write(`${JSON.stringify(command)}\n`)
  })
}
