import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import type { Browser } from 'playwright-core'
import type { Config } from '../../../server/config/schema.ts'
import { launchBrowser, type BrowserKind } from './browser.ts'
import { Participant, type OpenOptions } from './participant.ts'
import { layCableTo, startServer, type ServerCable, type TestServer } from './server.ts'
import type { Viewer } from './viewer.ts'

export interface Opening extends OpenOptions {
  /** What this person has; `silent` unless a test says otherwise. */
  browser?: BrowserKind
  /** Reaches the server through a cable that can be cut. */
  cable?: ServerCable
  /** Reaches the server through a proxy at this address, without a slash at its end. */
  proxy?: string
  room?: string
  /** Joins with the camera off, where a test looks at no picture. */
  cameraOff?: true
}

/** What a test plays on: a running server, a room of its own, people. */
export interface Scene {
  readonly server: TestServer
  /** A room that no other test uses. */
  readonly room: string
  /** Opens an address of the server: a path, or the room's prejoin page. */
  open: (opening?: Opening & { path?: string }) => Promise<Participant>
  /** Opens the room and joins it. */
  join: (name: string, opening?: Opening) => Promise<Participant>
  cable: () => Promise<ServerCable>
  /** Takes somebody in who came by another way: watches for complaints, and closes at the end. */
  admit: (viewer: Viewer) => void
  /** Does something when the test is over, after its people have left. */
  atEnd: (action: () => unknown) => void
  /** Allows server log lines that the test itself provokes. */
  forgiveServer: (pattern: RegExp) => void
}

const PICTURES = join(tmpdir(), 'plenary-e2e-failures')

/**
 * Gives the tests of a file one server and, once needed, one browser of each kind.
 * Each test gets a room and people of its own; it fails when a page or the server
 * complains about anything.
 *
 * @param workerCpu - how busy the server takes a worker to be, see `startServer`
 * @returns wraps the body of a test
 */
export function scenes(
  change?: (config: Config) => void,
  workerCpu?: (position: number) => number,
): (body: (scene: Scene) => Promise<void>) => (t: TestContext) => Promise<void> {
  let server: Promise<TestServer> | undefined
  const browsers = new Map<BrowserKind, Promise<Browser>>()
  let count = 0
  after(async () => {
    for (const browser of browsers.values()) await (await browser).close()
    await (await server)?.close()
  })
  const browserOf = (kind: BrowserKind): Promise<Browser> => {
    const browser = browsers.get(kind) ?? launchBrowser(kind)
    browsers.set(kind, browser)
    return browser
  }
  return (body) => async (t) => {
    server ??= startServer(change, workerCpu)
    count += 1
    const play = new Play(await server, `room-${count}`, browserOf)
    try {
      await body(play.scene)
      await play.assertNoComplaints()
    } catch (error) {
      await play.describe(t).catch((trouble: unknown) => t.diagnostic(`No description: ${String(trouble)}`))
      throw error
    } finally {
      await play.close()
    }
  }
}

class Play {
  readonly server: TestServer
  readonly room: string
  readonly #browserOf: (kind: BrowserKind) => Promise<Browser>
  readonly #people: Viewer[] = []
  readonly #cables: ServerCable[] = []
  readonly #forgiven: RegExp[] = []
  readonly #endings: (() => unknown)[] = []
  readonly #troublesBefore: number

  constructor(server: TestServer, room: string, browserOf: (kind: BrowserKind) => Promise<Browser>) {
    this.server = server
    this.room = room
    this.#browserOf = browserOf
    this.#troublesBefore = server.troubles.length
  }

  async open({
    browser = 'silent',
    cable,
    proxy,
    room,
    path,
    context,
    prepare,
    camera,
  }: Opening & { path?: string } = {}) {
    const person = await Participant.open(await this.#browserOf(browser), {
      ...(context ? { context } : {}),
      ...(prepare ? { prepare } : {}),
      ...(camera ? { camera } : {}),
    })
    this.#people.push(person)
    const start = proxy ?? (cable ?? this.server).origin
    await person.goto(start + (path ?? `/r/${room ?? this.room}`))
    return person
  }

  async join(name: string, opening?: Opening): Promise<Participant> {
    const person = await this.open(opening)
    if (opening?.cameraOff) {
      await person.page.getByRole('button', { name: 'Turn camera off' }).click()
    }
    await person.join(name)
    return person
  }

  async cable(): Promise<ServerCable> {
    const cable = await layCableTo(this.server)
    this.#cables.push(cable)
    return cable
  }

  /** What the body of the test works with. */
  get scene(): Scene {
    return {
      server: this.server,
      room: this.room,
      open: (opening) => this.open(opening),
      join: (name, opening) => this.join(name, opening),
      cable: () => this.cable(),
      admit: (viewer) => void this.#people.push(viewer),
      atEnd: (action) => void this.#endings.push(action),
      forgiveServer: (pattern) => void this.#forgiven.push(pattern),
    }
  }

  async assertNoComplaints(): Promise<void> {
    for (const person of this.#people) {
      assert.deepEqual(await person.problems(), [], `the page of ${person.name || 'a visitor'} complained`)
    }
    const troubles = this.server.troubles
      .slice(this.#troublesBefore)
      .filter((line) => !this.#forgiven.some((pattern) => pattern.test(line)))
    assert.deepEqual(troubles, [], 'the server complained')
  }

  /** Leaves behind what helps to understand a failure. */
  async describe(t: TestContext): Promise<void> {
    await mkdir(PICTURES, { recursive: true })
    for (const person of this.#people) {
      if (person.isClosed()) continue
      const path = join(
        PICTURES,
        `${t.name.replace(/\W+/g, '-').slice(0, 60)}-${person.name || 'visitor'}.png`,
      )
      await person.screenshot(path, 5000)
      t.diagnostic(`${person.name || 'A visitor'}: ${path}`)
      for (const line of person.console.slice(-10)) t.diagnostic(`  ${line}`)
      for (const problem of await person.problems()) t.diagnostic(`  ${problem}`)
    }
    for (const line of this.server.troubles.slice(this.#troublesBefore)) t.diagnostic(`  server: ${line}`)
  }

  async close(): Promise<void> {
    for (const person of this.#people) await person.close().catch(() => undefined)
    for (const cable of this.#cables) await cable.close()
    for (const end of this.#endings) await end()
  }
}
