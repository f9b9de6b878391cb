import { messageOf } from './error-message.ts'

type Undo = () => unknown

/**
 * What has to be undone at the end, whatever happens: latest first, each at most once,
 * and the others also where one fails.
 */
export class Cleanup {
  readonly #undos: Undo[] = []
  readonly #complain: (text: string) => void

  /** @param complain - hears of what could not be undone */
  constructor(complain: (text: string) => void) {
    this.#complain = complain
  }

  /** Remembers how to undo something. */
  add(undo: Undo): void {
    this.#undos.push(undo)
  }

  /** Undoes everything that is left. May be called again, and meanwhile. */
  async run(): Promise<void> {
    for (let undo = this.#undos.pop(); undo; undo = this.#undos.pop()) {
      try {
        await undo()
      } catch (error) {
        this.#complain(`could not clean up: ${messageOf(error)}`)
      }
    }
  }
}
