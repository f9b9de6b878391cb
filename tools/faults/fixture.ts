import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserPool } from './browser-pool.ts'
import type { ClientMachine } from './browsers.ts'
import { layCable, type Cable } from '../harness/cable.ts'
import { type Cleanup } from '../harness/cleanup.ts'
import { NamespaceTestbed } from './namespace-testbed.ts'
import { Meeting } from './meeting.ts'
import { BrowserClient } from './browser-client.ts'
import type { Ports } from './ports.ts'
import { Relay } from './relay.ts'
import { Server } from './server.ts'
import type { Testbed } from './testbed.ts'
import type { FixtureOptions } from './fixture-options.ts'
import { TinyDisk } from './tiny-disk.ts'

/** What all scenarios of a rehearsal share. */
export interface SharedResources {
  testbed: Testbed
  ports: Ports
  browsers: BrowserPool
}

/**
 * What all runs of one scenario use: a server of its own, what lies between the server and
 * its clients, and a meeting that is replaced when it no longer works.
 */
export class Fixture {
  readonly server: Server
  readonly #shared: SharedResources
  readonly #scenarioName: string
  readonly #cleanup: Cleanup
  readonly #relay: Relay | undefined
  readonly #cable: Cable | undefined
  readonly #disk: TinyDisk | undefined
  readonly #largeVideo: boolean
  #meeting: Meeting | undefined
  #rooms = 0

  private constructor(shared: SharedResources, scenarioName: string, parts: FixtureParts) {
    this.#shared = shared
    this.#scenarioName = scenarioName
    this.server = parts.server
    this.#cleanup = parts.cleanup
    this.#relay = parts.relay
    this.#cable = parts.cable
    this.#disk = parts.disk
    this.#largeVideo = parts.largeVideo
  }

  /**
   * Starts the server, and what the scenario needs besides.
   *
   * @param cleanup - gets everything that has to be undone
   */
  static async open(
    shared: SharedResources,
    scenarioName: string,
    options: FixtureOptions,
    cleanup: Cleanup,
  ): Promise<Fixture> {
    const { testbed, ports } = shared
    const folder = await mkdtemp(join(tmpdir(), 'plnry-'))
    cleanup.add(() => rm(folder, { recursive: true, force: true }))
    const disk = options.tinyDisk ? await TinyDisk.mount(folder) : undefined
    if (disk) cleanup.add(() => disk.close())
    const server = new Server(testbed, {
      port: ports.server,
      mediaPort: ports.media,
      storageFile: join(folder, 'plenary.sqlite'),
      workers: options.workers ?? 1,
      ...(options.relay ? { announce: testbed.hostAddress } : {}),
      ...(options.drainSeconds === undefined ? {} : { drainSeconds: options.drainSeconds }),
    })
    cleanup.add(() => server.kill())
    await server.start()
    const relay = options.relay ? await openRelay(shared) : undefined
    if (relay) cleanup.add(() => relay.close())
    const cable = options.cable ? await openCable(shared) : undefined
    if (cable) cleanup.add(() => cable.close())
    const { largeVideo = false } = options
    return new Fixture(shared, scenarioName, { server, cleanup, relay, cable, disk, largeVideo })
  }

  /**
   * The testbed, for scenarios that need one of network namespaces.
   *
   * @throws {Error} when it is another one
   */
  get namespaces(): NamespaceTestbed {
    const { testbed } = this.#shared
    if (!(testbed instanceof NamespaceTestbed)) throw new Error('This row needs network namespaces.')
    return testbed
  }

  get relay(): Relay {
    if (!this.#relay) throw new Error('This row has no relay.')
    return this.#relay
  }

  get cable(): Cable {
    if (!this.#cable) throw new Error('This row has no cable.')
    return this.#cable
  }

  get disk(): TinyDisk {
    if (!this.#disk) throw new Error('This row has no disk of its own.')
    return this.#disk
  }

  get storageFile(): string {
    return this.server.storageFile
  }

  /** Another server on the same storage, to which no client connects. */
  secondServer(port: number, mediaPort: number): Server {
    const { testbed } = this.#shared
    return new Server(testbed, { port, mediaPort, storageFile: this.storageFile, workers: 1 })
  }

  /** A meeting in which all is well: the last one if it still is, else a new one. */
  async meeting(): Promise<Meeting> {
    if (this.#meeting) {
      try {
        await this.#meeting.waitUntilFlowing(3000)
        return this.#meeting
      } catch {
        await this.endMeeting()
      }
    }
    return await this.newMeeting()
  }

  /** A new meeting, in which both clients have just joined. */
  async newMeeting(): Promise<Meeting> {
    await this.endMeeting()
    const bob = await this.openPage('bob', 'Bob')
    await bob.join()
    const ada = await this.openPage('ada', 'Ada', this.#room)
    this.#meeting = new Meeting(this.#room, ada, bob)
    await ada.join()
    await this.#meeting.waitUntilFlowing()
    return this.#meeting
  }

  /** Ends the meeting, so that the next run begins with a new one. */
  async endMeeting(): Promise<void> {
    const meeting = this.#meeting
    this.#meeting = undefined
    this.#rooms += 1
    await meeting?.close()
  }

  /** Takes over a meeting that a run has put together itself. */
  adopt(meeting: Meeting): void {
    this.#meeting = meeting
  }

  /** Opens the page of a room, up to the preview, in one of the browsers; Ada reaches it through the cable if there is one. */
  async openPage(machine: ClientMachine, name: string, room = this.#room): Promise<BrowserClient> {
    const { testbed, ports } = this.#shared
    const cabled = machine === 'ada' && this.#cable
    const origin = cabled ? `http://${testbed.hostAddress}:${ports.cable}` : this.server.origin
    return await BrowserClient.open(await this.#shared.browsers.get(machine), {
      name,
      url: `${origin}/r/${room}`,
      largeVideo: this.#largeVideo,
    })
  }

  /** Replaces a browser by one that knows nothing of earlier runs; ends the meeting. */
  async renewBrowser(machine: ClientMachine): Promise<void> {
    await this.endMeeting()
    await this.#shared.browsers.discard(machine)
  }

  async close(): Promise<void> {
    await this.#meeting?.close().catch(() => undefined)
    await this.#cleanup.run()
  }

  get #room(): string {
    return `${this.#scenarioName}-${this.#rooms}`
  }
}

interface FixtureParts {
  server: Server
  cleanup: Cleanup
  relay: Relay | undefined
  cable: Cable | undefined
  disk: TinyDisk | undefined
  largeVideo: boolean
}

async function openRelay({ testbed, ports }: SharedResources): Promise<Relay> {
  return await Relay.open({ address: testbed.hostAddress, port: ports.media, server: testbed.serverAddress })
}

async function openCable({ testbed, ports }: SharedResources): Promise<Cable> {
  const from = { address: testbed.hostAddress, port: ports.cable }
  return await layCable(from, { address: testbed.serverAddress, port: ports.server })
}
