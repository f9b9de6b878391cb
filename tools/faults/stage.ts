import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser, type Seatmate } from './browsers.ts'
import { layCable, type Cable } from '../harness/cable.ts'
import { type Cleanup } from '../harness/cleanup.ts'
import { Lab } from './lab.ts'
import { Meeting } from './meeting.ts'
import { Person } from './person.ts'
import type { Ports } from './ports.ts'
import { Relay } from './relay.ts'
import { Server } from './server.ts'
import type { Site } from './site.ts'
import type { Staging } from './staging.ts'
import { TinyDisk } from './tiny-disk.ts'

/** What outlives a row. */
export interface House {
  site: Site
  ports: Ports
  /** For scripts and sounds. */
  folder: string
  browsers: Map<Seatmate, Browser>
}

/** What one row plays on: a server of its own, and a meeting that is renewed when it is broken. */
export class Stage {
  readonly server: Server
  readonly #house: House
  readonly #row: string
  readonly #cleanup: Cleanup
  readonly #relay: Relay | undefined
  readonly #cable: Cable | undefined
  readonly #disk: TinyDisk | undefined
  readonly #largePictures: boolean
  #meeting: Meeting | undefined
  #rooms = 0

  private constructor(house: House, row: string, parts: StageParts) {
    this.#house = house
    this.#row = row
    this.server = parts.server
    this.#cleanup = parts.cleanup
    this.#relay = parts.relay
    this.#cable = parts.cable
    this.#disk = parts.disk
    this.#largePictures = parts.largePictures
  }

  static async open(house: House, row: string, staging: Staging, cleanup: Cleanup): Promise<Stage> {
    const { site, ports } = house
    const folder = await mkdtemp(join(tmpdir(), 'plnry-'))
    cleanup.add(() => rm(folder, { recursive: true, force: true }))
    const disk = staging.tinyDisk ? await TinyDisk.mount(folder) : undefined
    if (disk) cleanup.add(() => disk.close())
    const server = new Server(site, {
      port: ports.server,
      mediaPort: ports.media,
      storageFile: join(folder, 'plenary.sqlite'),
      workers: staging.workers ?? 1,
      ...(staging.relay ? { announce: site.hostAddress } : {}),
      ...(staging.drainSeconds === undefined ? {} : { drainSeconds: staging.drainSeconds }),
    })
    cleanup.add(() => server.kill())
    await server.start()
    const relay = staging.relay ? await openRelay(house) : undefined
    if (relay) cleanup.add(() => relay.close())
    const cable = staging.cable ? await openCable(house) : undefined
    if (cable) cleanup.add(() => cable.close())
    const { largePictures = false } = staging
    return new Stage(house, row, { server, cleanup, relay, cable, disk, largePictures })
  }

  /** The laboratory, for rows that say they need it. */
  get lab(): Lab {
    const { site } = this.#house
    if (!(site instanceof Lab)) throw new Error('This row needs network namespaces.')
    return site
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

  /** Another server on the same storage, which nobody visits. */
  rival(port: number, mediaPort: number): Server {
    const { site } = this.#house
    return new Server(site, { port, mediaPort, storageFile: this.storageFile, workers: 1 })
  }

  /** A meeting in which all is well: the last one if it still is, else a new one. */
  async meeting(): Promise<Meeting> {
    if (this.#meeting) {
      try {
        await this.#meeting.flows(3000)
        return this.#meeting
      } catch {
        await this.endMeeting()
      }
    }
    return await this.newMeeting()
  }

  /** A meeting of people who have just come. */
  async newMeeting(): Promise<Meeting> {
    await this.endMeeting()
    const bob = await this.openPage('bob', 'Bob')
    await bob.join()
    const ada = await this.openPage('ada', 'Ada', this.#room)
    this.#meeting = new Meeting(this.#room, ada, bob)
    await ada.join()
    await this.#meeting.flows()
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

  /** Opens the preview of a room in somebody's browser; Ada reaches it through the cable if there is one. */
  async openPage(who: Seatmate, name: string, room = this.#room): Promise<Person> {
    const { site, ports } = this.#house
    const cabled = who === 'ada' && this.#cable
    const origin = cabled ? `http://${site.hostAddress}:${ports.cable}` : this.server.origin
    const visit = { name, url: `${origin}/r/${room}`, large: this.#largePictures }
    return await Person.open(await this.#browser(who), visit)
  }

  /** Gives somebody a browser that knows nothing of earlier runs; ends the meeting. */
  async renewBrowser(who: Seatmate): Promise<void> {
    await this.endMeeting()
    const { browsers } = this.#house
    await browsers.get(who)?.close()
    browsers.delete(who)
  }

  async close(): Promise<void> {
    await this.#meeting?.close().catch(() => undefined)
    await this.#cleanup.run()
  }

  get #room(): string {
    return `${this.#row}-${this.#rooms}`
  }

  async #browser(who: Seatmate): Promise<Browser> {
    const { browsers, site, folder, ports } = this.#house
    const running = browsers.get(who)
    if (running?.isConnected()) return running
    const origins = [this.server.origin, `http://${site.hostAddress}:${ports.cable}`]
    const browser = await launchBrowser(who, { site, folder, origins })
    browsers.set(who, browser)
    return browser
  }
}

interface StageParts {
  server: Server
  cleanup: Cleanup
  relay: Relay | undefined
  cable: Cable | undefined
  disk: TinyDisk | undefined
  largePictures: boolean
}

async function openRelay({ site, ports }: House): Promise<Relay> {
  return await Relay.open({ address: site.hostAddress, port: ports.media, server: site.serverAddress })
}

async function openCable({ site, ports }: House): Promise<Cable> {
  const from = { address: site.hostAddress, port: ports.cable }
  return await layCable(from, { address: site.serverAddress, port: ports.server })
}
