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
  /** Copies everything stored into the file; rejects with a sentence when it cannot. */
  snapshot: (file: string) => Promise<void>
  inspect: InspectActions
}

const nonce = z.string().regex(/^[\da-f]{32}$/)

const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  // The copy is there until the connection of whoever asked ends.
  z.strictObject({ command: z.literal('snapshot') }),
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

/** Where the server puts a copy of its storage for whoever asks on the control socket. */
export function snapshotFile(storageFile: string): string {
  return `${storageFile}.snapshot`
}

/**
 * Listens on a socket file that only the user of the server can open. A command is
 * one line of JSON, and so is its answer.
 *
 * @param storageFile - the file beside which the socket is
 * @throws {Error} when the file cannot be made
 */
export async function openControl(storageFile: string, actions: ControlActions): Promise<Server> {
  const file = controlFile(storageFile)
  if (!file) throw new Error('Nothing is stored, so no control socket has a place.')
  // Left by a server that was killed: whoever holds the storage owns these files too.
  rmSync(file, { force: true })
  rmSync(snapshotFile(storageFile), { force: true })
  const snapshots = new Snapshots(snapshotFile(storageFile), actions)
  const server = createServer((socket) => serve(socket, actions, snapshots))
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

/** Copies of the storage, one at a time: each is as large as the storage, and holds what may be erased later. */
class Snapshots {
  readonly #file: string
  readonly #actions: ControlActions
  #owner: Socket | undefined

  constructor(file: string, actions: ControlActions) {
    this.#file = file
    this.#actions = actions
  }

  async take(socket: Socket): Promise<Record<string, unknown>> {
    if (this.#owner) return { error: 'Another backup is being made. Try again when it is done.' }
    this.#owner = socket
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const taken = this.#actions.snapshot(this.#file)
    // Not before it is written: what is removed earlier would be written again.
    void Promise.allSettled([gone, taken]).then(() => {
      rmSync(this.#file, { force: true })
      this.#owner = undefined
    })
    try {
      await taken
      return { ...this.#actions.status(), snapshot: true }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { error: `The server cannot copy its storage to ${this.#file} (${reason}).` }
    }
  }
}

function serve(socket: Socket, actions: ControlActions, snapshots: Snapshots): void {
  // The reader passes errors of the socket on.
  const lines = createInterface({ input: socket })
  for (const emitter of [socket, lines]) emitter.on('error', () => socket.destroy())
  lines.on('line', (line) => {
    void answer(line, { actions, snapshots, socket }).then((reply) => {
      if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`)
    })
  })
}

/** Never fails: what goes wrong is the answer. */
async function answer(
  line: string,
  { actions, snapshots, socket }: { actions: ControlActions; snapshots: Snapshots; socket: Socket },
): Promise<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { error: 'A command is one line of JSON.' }
  }
  const parsed = commandSchema.safeParse(value)
  if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? 'unknown command' }
  if (parsed.data.command === 'snapshot') return await snapshots.take(socket)
  try {
    return await carryOut(parsed.data, actions)
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

async function carryOut(
  command: Exclude<z.infer<typeof commandSchema>, { command: 'snapshot' }>,
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
