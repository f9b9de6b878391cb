import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'

/** What a check may ask of a running server; it changes nothing. */
export interface InspectActions {
  /** What the server uses: settings, addresses, ports, workers, storage. */
  facts: () => Record<string, unknown>
  /** Opens transports for a check of the media path. */
  probe: () => Promise<unknown>
  /** Waits for a request with this nonce to arrive through the proxy in front. */
  expect: (nonce: string) => void
  /** How it arrived; null while it has not. */
  take: (nonce: string) => unknown
}

/** What the operator may ask of a running server. */
export interface ControlActions {
  drain: (deadlineMs: number) => void
  status: () => Record<string, unknown>
  inspect: InspectActions
}

const nonce = z.string().regex(/^[\da-f]{32}$/)

const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  z.strictObject({ command: z.literal('facts') }),
  z.strictObject({ command: z.literal('probe') }),
  z.strictObject({ command: z.literal('expect'), nonce }),
  z.strictObject({ command: z.literal('arrival'), nonce }),
  z.strictObject({ command: z.literal('drain'), deadlineSeconds: z.number().min(0).max(86_400) }),
])

const OF_OTHERS_AND_EXECUTE = 0o177

/** The socket file beside a storage file; undefined when nothing is stored. */
export function controlFile(storageFile: string): string | undefined {
  return storageFile === 'none' ? undefined : join(dirname(storageFile), 'control.sock')
}

/**
 * Listens on a socket file that only the user of the server can open. A command is
 * one line of JSON, and so is its answer.
 *
 * @throws {Error} when the file cannot be made
 */
export async function openControl(file: string, actions: ControlActions): Promise<Server> {
  // Left by a server that was killed: whoever holds the storage owns this file too.
  rmSync(file, { force: true })
  const server = createServer((socket) => serve(socket, actions))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // A socket file has no mode of its own to be made with. The system binds it within the
    // call, so nothing else is made with this mask.
    const mask = process.umask(OF_OTHERS_AND_EXECUTE)
    try {
      server.listen(file, resolve)
    } finally {
      process.umask(mask)
    }
  })
  // It must not keep a process alive that has ended otherwise.
  server.unref()
  return server
}

function serve(socket: Socket, actions: ControlActions): void {
  // The reader passes errors of the socket on.
  const lines = createInterface({ input: socket })
  for (const emitter of [socket, lines]) emitter.on('error', () => socket.destroy())
  lines.on('line', (line) => {
    void answer(line, actions).then((reply) => {
      if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`)
    })
  })
}

/** Never fails: what goes wrong is the answer. */
async function answer(line: string, actions: ControlActions): Promise<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { error: 'A command is one line of JSON.' }
  }
  const parsed = commandSchema.safeParse(value)
  if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? 'unknown command' }
  try {
    return await carryOut(parsed.data, actions)
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

async function carryOut(
  command: z.infer<typeof commandSchema>,
  { drain, status, inspect }: ControlActions,
): Promise<Record<string, unknown>> {
  switch (command.command) {
    case 'facts':
      return inspect.facts()
    case 'probe':
      return { transports: await inspect.probe() }
    case 'expect':
      inspect.expect(command.nonce)
      return {}
    case 'arrival':
      return { arrival: inspect.take(command.nonce) }
    case 'drain':
      drain(command.deadlineSeconds * 1000)
      return status()
    case 'status':
      return status()
  }
}
