import { readFileSync } from 'node:fs'
import { runProgram, tryProgram } from '../harness/run-program.ts'
import type { Site } from './testbed.ts'

/** The machines of the laboratory. */
export type Place = 'server' | 'router' | 'ada' | 'bob'

const PLACES: readonly Place[] = ['server', 'router', 'ada', 'bob']
const PREFIX = 'plnry'
/** Networks 10.<number>.0.0/16, one for each rehearsal that runs at the same time. */
const NETWORKS = { first: 213, last: 232 }

/** A cable from the router to a machine; the router's end has the address that ends in 1. */
interface Link {
  place: Place
  device: string
  routerDevice: string
  /** Third number of its addresses. */
  subnet: number
}

const SERVER: Link = { place: 'server', device: 'eth0', routerDevice: 'server', subnet: 1 }
const FIRST: Link = { place: 'ada', device: 'first', routerDevice: 'ada1', subnet: 2 }
const SECOND: Link = { place: 'ada', device: 'second', routerDevice: 'ada2', subnet: 3 }
const BOB: Link = { place: 'bob', device: 'eth0', routerDevice: 'bob', subnet: 4 }
/** Of the machine on which this process runs: proxies, and participants without a browser. */
const HOST_SUBNET = 9

/** What travels, as iptables names it. */
type Traffic = 'udp' | 'all'

/**
 * Machines of network namespaces around a router: the server, Ada with two network
 * cards of which one is in use, Bob, and this process. Needs root.
 */
export class Lab implements Site {
  readonly kind = 'laboratory'
  readonly serverAddress: string
  readonly hostAddress: string
  readonly #id = `${PREFIX}${process.pid}`
  readonly #network: number
  #current = FIRST

  /** @param network - second number of all addresses */
  private constructor(network: number) {
    this.#network = network
    this.serverAddress = this.#address(SERVER.subnet, 2)
    this.hostAddress = this.#address(HOST_SUBNET, 2)
  }

  /** Builds everything, after clearing away what a crashed process left behind. */
  static async build(): Promise<Lab> {
    await clearAbandoned()
    const lab = new Lab(await findFreeNetwork())
    try {
      await lab.#build()
      return lab
    } catch (error) {
      await lab.close()
      throw error
    }
  }

  /** Address that Ada has now. */
  get adaAddress(): string {
    return this.#address(this.#current.subnet, 2)
  }

  namespace(place: Place): string {
    return `${this.#id}-${place}`
  }

  /** A command as it has to be started so that it runs on one of the machines. */
  inside(place: Place, command: string, ...args: string[]): [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.namespace(place), command, ...args]
  }

  /** Process ids on a machine. */
  async processes(place: Place): Promise<number[]> {
    const listing = await runProgram('ip', 'netns', 'pids', this.namespace(place))
    return listing.split('\n').filter(Boolean).map(Number)
  }

  /** Puts Ada back into her first network, and no other. */
  async bringAdaHome(): Promise<void> {
    await this.#dropLink(SECOND)
    this.#current = FIRST
    await this.#useLink(FIRST)
  }

  /**
   * Gives Ada an address in a second network, as a telephone has that is in range of
   * a Wi-Fi. Nothing goes through it before she moves.
   *
   * @returns the address
   */
  async offerSecondNetwork(): Promise<string> {
    await this.#raiseLink(SECOND)
    return this.#address(SECOND.subnet, 2)
  }

  /** Takes Ada's first network away. From now on she is in the second one, and has another address. */
  async moveAda(): Promise<void> {
    await this.#dropLink(FIRST)
    this.#current = SECOND
    await this.#useLink(SECOND)
  }

  /** Loses Ada's packets on their way, both ways, without a word to anybody. */
  async dropAda(traffic: Traffic, share = 1): Promise<void> {
    for (const rule of this.#rules(traffic, share)) await this.#iptables('-A', rule)
  }

  /** Share of Ada's packets that `dropAda` has lost so far. */
  async lostShare(): Promise<number> {
    const counters = await runProgram(...this.inside('router', 'iptables-save', '-c', '-t', 'filter'))
    let [lost, passed] = [0, 0]
    for (const [, packets, rule = ''] of counters.matchAll(/^\[(\d+):\d+\] -A FORWARD (.*)$/gm)) {
      if (rule.includes('-j DROP')) lost += Number(packets)
      else passed += Number(packets)
    }
    return lost / (lost + passed)
  }

  /** Ends `dropAda`. */
  async restoreAda(): Promise<void> {
    await runProgram(...this.inside('router', 'iptables', '-F', 'FORWARD'))
  }

  /** Lets no more than this through to Ada; undefined for no limit. */
  async limitAda(kilobits: number | undefined): Promise<void> {
    const device = this.#current.routerDevice
    if (kilobits === undefined) {
      await tryProgram(...this.inside('router', 'tc', 'qdisc', 'del', 'dev', device, 'root'))
      return
    }
    const shape = ['tbf', 'rate', `${kilobits}kbit`, 'burst', '4kb', 'latency', '300ms']
    await runProgram(...this.inside('router', 'tc', 'qdisc', 'replace', 'dev', device, 'root', ...shape))
  }

  /** Takes everything down. May be called more than once. */
  async close(): Promise<void> {
    for (const place of PLACES) await tryProgram('ip', 'netns', 'del', this.namespace(place))
    await tryProgram('ip', 'link', 'del', this.#id)
  }

  async #build(): Promise<void> {
    for (const place of PLACES) {
      await runProgram('ip', 'netns', 'add', this.namespace(place))
      await this.#ip(place, 'link', 'set', 'lo', 'up')
    }
    await runProgram(...this.inside('router', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'))
    for (const link of [SERVER, FIRST, SECOND, BOB]) await this.#layLink(link)
    for (const link of [SERVER, FIRST, BOB]) await this.#useLink(link)
    await this.#connectHost()
  }

  async #layLink({ place, device, routerDevice, subnet }: Link): Promise<void> {
    const [router, end] = [this.namespace('router'), this.namespace(place)]
    const ends = ['name', routerDevice, 'netns', router, 'type', 'veth', 'peer', 'name', device, 'netns', end]
    await runProgram('ip', 'link', 'add', ...ends)
    await this.#ip('router', 'addr', 'add', `${this.#address(subnet, 1)}/24`, 'dev', routerDevice)
    await this.#ip('router', 'link', 'set', routerDevice, 'up')
    // An address works in its own network alone, as behind any provider.
    const strict = `echo 1 > /proc/sys/net/ipv4/conf/${routerDevice}/rp_filter`
    await runProgram(...this.inside('router', 'sh', '-c', strict))
  }

  async #useLink(link: Link): Promise<void> {
    await this.#raiseLink(link)
    await this.#ip(link.place, 'route', 'replace', 'default', 'via', this.#address(link.subnet, 1))
  }

  async #raiseLink({ place, device, subnet }: Link): Promise<void> {
    await this.#ip(place, 'link', 'set', device, 'up')
    await this.#ip(place, 'addr', 'replace', `${this.#address(subnet, 2)}/24`, 'dev', device)
  }

  async #dropLink({ place, device }: Link): Promise<void> {
    await this.#ip(place, 'addr', 'flush', 'dev', device)
    await this.#ip(place, 'link', 'set', device, 'down')
  }

  async #connectHost(): Promise<void> {
    const peer = ['peer', 'name', 'host', 'netns', this.namespace('router')]
    await runProgram('ip', 'link', 'add', this.#id, 'type', 'veth', ...peer)
    const gateway = this.#address(HOST_SUBNET, 1)
    await this.#ip('router', 'addr', 'add', `${gateway}/24`, 'dev', 'host')
    await this.#ip('router', 'link', 'set', 'host', 'up')
    await runProgram('ip', 'addr', 'add', `${this.hostAddress}/24`, 'dev', this.#id)
    await runProgram('ip', 'link', 'set', this.#id, 'up')
    await runProgram('ip', 'route', 'add', `10.${this.#network}.0.0/16`, 'via', gateway)
  }

  #address(subnet: number, host: number): string {
    return `10.${this.#network}.${subnet}.${host}`
  }

  async #ip(place: Place, ...args: string[]): Promise<void> {
    await runProgram('ip', '-n', this.namespace(place), ...args)
  }

  #rules(traffic: Traffic, share: number): string[][] {
    const what = traffic === 'udp' ? ['-p', 'udp'] : []
    const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)]
    const drop = [...what, ...(share < 1 ? chance : []), '-j', 'DROP']
    const directions = [FIRST, SECOND].flatMap(({ routerDevice }) => [
      ['-i', routerDevice],
      ['-o', routerDevice],
    ])
    // The second rule lets through, and counts.
    return directions.flatMap((direction) => [
      [...direction, ...drop],
      [...direction, ...what],
    ])
  }

  async #iptables(action: '-A', rule: readonly string[]): Promise<void> {
    await runProgram(...this.inside('router', 'iptables', action, 'FORWARD', ...rule))
  }
}

/** A network to which no route leads yet. */
async function findFreeNetwork(): Promise<number> {
  const routes = await runProgram('ip', '-4', 'route', 'show', 'table', 'all')
  for (let network = NETWORKS.first; network <= NETWORKS.last; network += 1) {
    if (!routes.includes(`10.${network}.`)) return network
  }
  throw new Error(`All networks from 10.${NETWORKS.first} to 10.${NETWORKS.last} are in use.`)
}

/** Removes the namespaces of processes that ended without doing so. */
async function clearAbandoned(): Promise<void> {
  const listing = await runProgram('ip', 'netns', 'list')
  for (const [, name, pid] of listing.matchAll(new RegExp(`^(${PREFIX}(\\d+)-\\w+)`, 'gm'))) {
    if (name === undefined || pid === undefined || isRehearsal(pid)) continue
    await tryProgram('ip', 'netns', 'del', name)
    await tryProgram('ip', 'link', 'del', `${PREFIX}${pid}`)
  }
}

function isRehearsal(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('faults')
  } catch {
    return false
  }
}
