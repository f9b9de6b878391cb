import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PendingCalls } from '../harness/pending-calls.ts'
import { endProcess } from '../harness/spawn-server.ts'
import type { CallMessage, CallName, CallParams, CallReply, GeneratorMessage, Progress } from './messages.ts'

/** A process with clients, seen from the process that measures. */
export class GeneratorProcess {
  progress: Progress | undefined
  readonly #child: ChildProcess
  readonly #calls = new PendingCalls()
  #isEnding = false

  private constructor(child: ChildProcess, crashed: (error: Error) => void) {
    this.#child = child
    child.on('message', (message) => this.#received(message as GeneratorMessage))
    child.once('exit', (code, signal) => {
      const error = new Error(`A process with participants ended with ${signal ?? code}.`)
      this.#calls.rejectAll(error)
      if (!this.#isEnding) crashed(error)
    })
  }

  /** @param crashed - called when the process ends by itself */
  static start(crashed: (error: Error) => void): GeneratorProcess {
    // In a group of its own, so that Ctrl-C reaches the measuring process alone.
    const child = fork(fileURLToPath(new URL('generator.ts', import.meta.url)), {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    return new GeneratorProcess(child, crashed)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Lets it do something, and waits for the answer. */
  async call<N extends CallName>(name: N, params: CallParams<N>): Promise<CallReply<N>> {
    const answer = this.#calls.call((id) => {
      const message: CallMessage = { id, name, params }
      this.#child.send(message, (error) => {
        if (error) this.#calls.reject(id, error)
      })
    })
    return (await answer) as CallReply<N>
  }

  /** Lets it end; kills it when it does not. */
  async stop(): Promise<void> {
    this.#isEnding = true
    await endProcess(this.#child, (child) => {
      if (child.connected) child.disconnect()
    })
  }

  #received(message: GeneratorMessage): void {
    if (message.type === 'progress') {
      this.progress = message.progress
      return
    }
    if (message.type === 'error') this.#calls.reject(message.id, new Error(message.message))
    else this.#calls.resolve(message.id, message.data)
  }
}
