import { readFileSync } from 'node:fs'
import { runProgram, tryProgram } from '../harness/run-program.ts'

/** The machines of the network, each a network namespace. */
export type Machine = 'server' | 'router' | 'ada' | 'bob'

/** A link from the router to a machine; the router's end has the address that ends in 1. */
export interface Link {
  machine: Machine
  device: string
  routerDevice: string
  /** Third number of its addresses. */
  subnet: number
}

/** The links of the network; Ada has two, of which one is in use at a time. */
export const LINKS = {
  server: { machine: 'server', device: 'eth0', routerDevice: 'server', subnet: 1 },
  first: { machine: 'ada', device: 'first', routerDevice: 'ada1', subnet: 2 },
  second: { machine: 'ada', device: 'second', routerDevice: 'ada2', subnet: 3 },
  bob: { machine: 'bob', device: 'eth0', routerDevice: 'bob', subnet: 4 },
} as const satisfies Record<string, Link>

const MACHINES: readonly Machine[] = ['server', 'router', 'ada', 'bob']
const PREFIX = 'plnry'
/** Networks 10.<number>.0.0/16, one for each rehearsal that runs at the same time. */
const NETWORKS = { first: 213, last: 232 }
/** Of the machine on which this process runs: proxies, and participants without a browser. */
const HOST_SUBNET = 9

/** Network namespaces around a router, and the links between them. Needs root. */
export class NamespaceNetwork {
  readonly hostAddress: string
  readonly #id = `${PREFIX}${process.pid}`
  readonly #number: number

  /** @param number - second number of all addresses */
  private constructor(number: number) {
    this.#number = number
    this.hostAddress = this.#address(HOST_SUBNET, 2)
  }

  /** Builds everything, after clearing away what a crashed process left behind. */
  static async build(): Promise<NamespaceNetwork> {
    await clearAbandoned()
    const network = new NamespaceNetwork(await findFreeNetwork())
    try {
      await network.#build()
      return network
    } catch (error) {
      await network.close()
      throw error
    }
  }

  /** A command as it has to be started so that it runs on one of the machines. */
  commandOn(machine: Machine, command: string, ...args: string[]): [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.#namespace(machine), command, ...args]
  }

  /** Runs a program on the router, and returns what it printed. */
  async runOnRouter(command: string, ...args: string[]): Promise<string> {
    return await runProgram(...this.commandOn('router', command, ...args))
  }

  /** Process ids on a machine. */
  async processes(machine: Machine): Promise<number[]> {
    const listing = await runProgram('ip', 'netns', 'pids', this.#namespace(machine))
    return listing.split('\n').filter(Boolean).map(Number)
  }

  /** Address of the machine at the end of a link. */
  addressOf({ subnet }: Link): string {
    return this.#address(subnet, 2)
  }

  /** Makes a link the way to everything, and brings it up if it is down. */
  async useLink(link: Link): Promise<void> {
    await this.raiseLink(link)
    await this.#ip(link.machine, 'route', 'replace', 'default', 'via', this.#address(link.subnet, 1))
  }

  /** Brings a link up, and gives the machine its address there. */
  async raiseLink(link: Link): Promise<void> {
    await this.#ip(link.machine, 'link', 'set', link.device, 'up')
    await this.#ip(link.machine, 'addr', 'replace', `${this.addressOf(link)}/24`, 'dev', link.device)
  }

  /** Takes a link down, and its address away. */
  async dropLink({ machine, device }: Link): Promise<void> {
    await this.#ip(machine, 'addr', 'flush', 'dev', device)
    await this.#ip(machine, 'link', 'set', device, 'down')
  }

  /** Takes everything down. May be called more than once. */
  async close(): Promise<void> {
    for (const machine of MACHINES) await tryProgram('ip', 'netns', 'del', this.#namespace(machine))
    await tryProgram('ip', 'link', 'del', this.#id)
  }

  async #build(): Promise<void> {
    for (const machine of MACHINES) {
      await runProgram('ip', 'netns', 'add', this.#namespace(machine))
      await this.#ip(machine, 'link', 'set', 'lo', 'up')
    }
    await this.runOnRouter('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    const { server, first, second, bob } = LINKS
    for (const link of [server, first, second, bob]) await this.#addLink(link)
    for (const link of [server, first, bob]) await this.useLink(link)
    await this.#connectHost()
  }

  async #addLink({ machine, device, routerDevice, subnet }: Link): Promise<void> {
    const [router, end] = [this.#namespace('router'), this.#namespace(machine)]
    const ends = ['name', routerDevice, 'netns', router, 'type', 'veth', 'peer', 'name', device, 'netns', end]
    await runProgram('ip', 'link', 'add', ...ends)
    await this.#ip('router', 'addr', 'add', `${this.#address(subnet, 1)}/24`, 'dev', routerDevice)
    await this.#ip('router', 'link', 'set', routerDevice, 'up')
    // An address works in its own network alone, as behind any provider.
    const strict = `echo 1 > /proc/sys/net/ipv4/conf/${routerDevice}/rp_filter`
    await this.runOnRouter('sh', '-c', strict)
  }

  async #connectHost(): Promise<void> {
    const peer = ['peer', 'name', 'host', 'netns', this.#namespace('router')]
    await runProgram('ip', 'link', 'add', this.#id, 'type', 'veth', ...peer)
    const gateway = this.#address(HOST_SUBNET, 1)
    await this.#ip('router', 'addr', 'add', `${gateway}/24`, 'dev', 'host')
    await this.#ip('router', 'link', 'set', 'host', 'up')
    await runProgram('ip', 'addr', 'add', `${this.hostAddress}/24`, 'dev', this.#id)
    await runProgram('ip', 'link', 'set', this.#id, 'up')
    await runProgram('ip', 'route', 'add', `10.${this.#number}.0.0/16`, 'via', gateway)
  }

  #namespace(machine: Machine): string {
    return `${this.#id}-${machine}`
  }

  #address(subnet: number, host: number): string {
    return `10.${this.#number}.${subnet}.${host}`
  }

  async #ip(machine: Machine, ...args: string[]): Promise<void> {
    await runProgram('ip', '-n', this.#namespace(machine), ...args)
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
