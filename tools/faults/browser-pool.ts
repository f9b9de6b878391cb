import type { Browser } from 'playwright-core'
import { launchBrowser, type ClientMachine, type LaunchOptions } from './browsers.ts'

/** The browsers of a rehearsal: one for each machine, started when it is needed first. */
export class BrowserPool {
  readonly #options: LaunchOptions
  readonly #browsers = new Map<ClientMachine, Browser>()

  constructor(options: LaunchOptions) {
    this.#options = options
  }

  /** The browser of a machine; a new one if there is none, or it has crashed. */
  async get(machine: ClientMachine): Promise<Browser> {
    const running = this.#browsers.get(machine)
    if (running?.isConnected()) return running
    const browser = await launchBrowser(machine, this.#options)
    this.#browsers.set(machine, browser)
    return browser
  }

  /** Ends the browser of a machine, so that the next one knows nothing of earlier runs. */
  async discard(machine: ClientMachine): Promise<void> {
    await this.#browsers.get(machine)?.close()
    this.#browsers.delete(machine)
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.all([...this.#browsers.values()].map((browser) => browser.close()))
  }
}
