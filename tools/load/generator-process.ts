import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CallMessage, CallName, CallParams, CallReply, GeneratorMessage, Progress } from './messages.ts'

interface Waiting {
  resolve(data: unknown): void
  reject(error: Error): void
}

const EXIT_TIMEOUT_MS = 10_000

/** A process that carries participants, seen from the process that measures. */
export class Generator {
  progress: Progress | undefined
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #isEnding = false

  private constructor(child: ChildProcess, crashed: (error: Error) => void) {
    this.#child = child
    child.on('message', (message) => this.#received(message as GeneratorMessage))
    child.once('exit', (code, signal) => {
      const error = new Error(`A process with participants ended with ${signal ?? code}.`)
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
      if (!this.#isEnding) crashed(error)
    })
  }

  /** @param crashed - called when the process ends by itself */
  static start(crashed: (error: Error) => void): Generator {
    // In a group of its own, so that Ctrl-C reaches the measuring process alone.
    const child = fork(fileURLToPath(new URL('generator.ts', import.meta.url)), {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    return new Generator(child, crashed)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async call<N extends CallName>(name: N, params: CallParams<N>): Promise<CallReply<N>> {
    const id = this.#nextId++
    const message: CallMessage = { id, name, params }
    return await new Promise<CallReply<N>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send(message, (error) => {
        if (!error) return
        this.#waiting.delete(id)
        reject(error)
      })
    })
  }

  /** Ends it in order, or else at once. */
  async stop(): Promise<void> {
    this.#isEnding = true
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    if (this.#child.connected) this.#child.disconnect()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_TIMEOUT_MS)
    await exited
    clearTimeout(timer)
  }

  #received(message: GeneratorMessage): void {
    if (message.type === 'progress') {
      this.progress = message.progress
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.type === 'error') waiting?.reject(new Error(message.message))
    else waiting?.resolve(message.data)
  }
}
