import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What is attacked while people are there. */
export interface AttackOptions {
  /** Origin of the server, which listens on loopback. */
  url: string
  /** Room that crowds sit in. */
  room: string
  /** How long each attack lasts before the next one begins. */
  secondsEach: number
  seed: number
}

/** Attacks of every kind that go on beside something else. */
export class AttackMeanwhile {
  readonly #options: AttackOptions
  /** How many attacks were made so far. */
  attacks = 0

  constructor(options: AttackOptions) {
    this.#options = options
  }

  /**
   * Attacks until a moment, by `performance.now()`.
   *
   * @throws {Error} when an attack failed, which is no success of the server
   */
  async until(end: number): Promise<void> {
    const { url, room, secondsEach, seed } = this.#options
    const seconds = Math.max(0, (end - performance.now()) / 1000)
    const child = fork(
      fileURLToPath(new URL('attacker.ts', import.meta.url)),
      [url, room, seconds, secondsEach, seed].map(String),
    )
    child.on('message', (attacks) => (this.attacks += Number(attacks)))
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`An attacker ended with ${String(code)}.`)
  }
}
