/// <reference lib="dom" />
import { after } from 'node:test'
import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer-core'
import { scaled } from '../../../tools/harness/machine-speed.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { launchFirefox } from './firefox.ts'
import { LARGE_WINDOW, SMALL_WINDOW, type Control, type OpenOptions } from './participant.ts'
import { installProbe, type Probe } from './probe.ts'
import type { Scene } from './scene.ts'
import type { ServerCable } from './server.ts'
import { Viewer } from './viewer.ts'

const STEP_TIMEOUT_MS = 30_000

let firefox: Promise<Browser> | undefined
after(async () => await (await firefox)?.close())

interface FirefoxOpening extends Pick<OpenOptions, 'camera' | 'prepare'> {
  /** Reaches the server through a cable that can be cut. */
  cable?: ServerCable
}

/**
 * One person with a page of Firefox. As Playwright cannot drive the Firefox of Debian, it
 * has the few steps that the tests of Firefox need, by role and accessible name too.
 */
export class FirefoxGuest extends Viewer {
  readonly context: BrowserContext
  readonly page: Page

  private constructor(context: BrowserContext, page: Page) {
    super()
    this.context = context
    this.page = page
  }

  /** Opens the prejoin page of a scene's room. One process of Firefox serves a test file. */
  static async open(scene: Scene, { cable, camera, prepare }: FirefoxOpening = {}): Promise<FirefoxGuest> {
    firefox ??= launchFirefox()
    const context = await (await firefox).createBrowserContext()
    const page = await context.newPage()
    page.setDefaultTimeout(scaled(STEP_TIMEOUT_MS))
    await page.setViewport(camera === 'default' ? LARGE_WINDOW : SMALL_WINDOW)
    await page.evaluateOnNewDocument(installProbe)
    if (camera !== 'default') await page.evaluateOnNewDocument(rememberSmallPicture)
    if (prepare) await page.evaluateOnNewDocument(prepare)
    const guest = new FirefoxGuest(context, page)
    guest.#listen()
    scene.admit(guest)
    await guest.goto(`${(cable ?? scene.server).origin}/r/${scene.room}`)
    return guest
  }

  /** Opens the room and joins it. */
  static async join(scene: Scene, name: string, opening?: FirefoxOpening): Promise<FirefoxGuest> {
    const guest = await FirefoxGuest.open(scene, opening)
    guest.name = name
    await guest.fill('Your name', name)
    await guest.click('button', 'Join now')
    await guest.find('toolbar', 'Meeting controls')
    return guest
  }

  #listen(): void {
    this.page.on('console', (message) =>
      this.hear(message.type(), message.text(), message.location().url ?? ''),
    )
    this.page.on('pageerror', (error) => this.complain(`page error: ${String(error)}`))
    this.page.on('response', (response) => {
      if (response.status() >= 400) this.complain(`HTTP ${response.status()} ${response.url()}`)
    })
  }

  probe<T>(read: (probe: Probe) => T | Promise<T>): Promise<T> {
    return this.page.evaluate(`(${String(read)})(window.plenaryProbe)`) as Promise<T>
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url)
  }

  /** Waits for what has this role and exactly this accessible name, and is to be seen. */
  async find(role: string, name: string): Promise<ElementHandle> {
    const found = await this.page.waitForSelector(selector(role, name), { visible: true })
    if (!found) throw new Error(`${this.name} has no ${role} named ${name}.`)
    return found
  }

  /** Waits until nothing has this role and name any more. */
  async lacks(role: string, name: string): Promise<void> {
    await this.page.waitForSelector(selector(role, name), { hidden: true })
  }

  async click(role: string, name: string): Promise<void> {
    await this.page.locator(selector(role, name)).click()
  }

  async fill(name: string, text: string): Promise<void> {
    await this.page.locator(selector('textbox', name)).fill(text)
  }

  async press(name: Control): Promise<void> {
    await this.click('button', name)
  }

  /** Chooses in a native list by what its owner reads. */
  async choose(list: string, label: string): Promise<void> {
    const select = await this.find('combobox', list)
    const values = await select.evaluate(
      (element, wanted) =>
        [...(element as HTMLSelectElement).options]
          .filter((option) => option.label === wanted)
          .map(({ value }) => value),
      label,
    )
    await select.select(...values)
  }

  async say(text: string): Promise<void> {
    await this.fill('Message', text)
    await this.click('button', 'Send')
  }

  /** Waits until the chat shows a text once. */
  async reads(text: string): Promise<void> {
    await waitFor(`${this.name} reads ${text}`, async () => {
      const log = await this.page.$$eval('[role="log"]', ([element]) => element?.textContent ?? '')
      return log.split(text).length === 2 || log
    })
  }

  /** Waits until the line above the stage says this. */
  async hasStatus(pattern: RegExp): Promise<void> {
    await waitFor(`${this.name} has the status ${String(pattern)}`, async () => {
      const text = await this.page.$eval('header [role="status"]', (element) => element.textContent)
      return pattern.test(text) || text
    })
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path: path })
  }

  isClosed(): boolean {
    return this.page.isClosed()
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

function selector(role: string, name: string): string {
  return `::-p-aria([name="${name}"][role="${role}"])`
}

/** Runs in the page, as in that of a `Participant`. */
function rememberSmallPicture(): void {
  localStorage['plenary.media'] ??= JSON.stringify({ resolution: '360p' })
}
