import { tryProgram } from '../harness/run-program.ts'
import { LINKS, NamespaceNetwork, type Link, type Machine } from './namespace-network.ts'
import type { Testbed } from './testbed.ts'

/** What travels, as iptables names it. */
type Traffic = 'udp' | 'all'

/**
 * Machines of network namespaces around a router: the server, Ada with two network
 * cards of which one is in use, Bob, and this process. Needs root.
 */
export class NamespaceTestbed implements Testbed {
  readonly kind = 'namespaces'
  readonly serverAddress: string
  readonly hostAddress: string
  readonly #network: NamespaceNetwork
  #linkOfAda: Link = LINKS.first

  private constructor(network: NamespaceNetwork) {
    this.#network = network
    this.serverAddress = network.addressOf(LINKS.server)
    this.hostAddress = network.hostAddress
  }

  /** Builds the network, after clearing away what a crashed process left behind. */
  static async build(): Promise<NamespaceTestbed> {
    return new NamespaceTestbed(await NamespaceNetwork.build())
  }

  /** Address that Ada has now. */
  get adaAddress(): string {
    return this.#network.addressOf(this.#linkOfAda)
  }

  /** A command as it has to be started so that it runs on one of the machines. */
  commandOn(machine: Machine, command: string, ...args: string[]): [string, ...string[]] {
    return this.#network.commandOn(machine, command, ...args)
  }

  /** Process ids on a machine. */
  async processes(machine: Machine): Promise<number[]> {
    return await this.#network.processes(machine)
  }

  /** Puts Ada back into her first network, and no other. */
  async moveAdaToFirstNetwork(): Promise<void> {
    await this.#moveAda(LINKS.second, LINKS.first)
  }

  /**
   * Gives Ada an address in a second network, as a telephone has that is in range of
   * a Wi-Fi. Nothing goes through it before she moves.
   *
   * @returns the address
   */
  async offerSecondNetwork(): Promise<string> {
    await this.#network.raiseLink(LINKS.second)
    return this.#network.addressOf(LINKS.second)
  }

  /** Takes Ada's first network away. From now on she is in the second one, and has another address. */
  async moveAdaToSecondNetwork(): Promise<void> {
    await this.#moveAda(LINKS.first, LINKS.second)
  }

  /**
   * Loses Ada's packets at the router, both ways, and answers nothing for them.
   *
   * @param share - of the packets, 0 to 1
   */
  async dropPacketsOfAda(traffic: Traffic, share = 1): Promise<void> {
    for (const rule of firewallRules(traffic, share)) {
      await this.#network.runOnRouter('iptables', '-A', 'FORWARD', ...rule)
    }
  }

  /** Share of Ada's packets that `dropPacketsOfAda` has lost so far, 0 to 1. */
  async lostShare(): Promise<number> {
    return readLostShare(await this.#network.runOnRouter('iptables-save', '-c', '-t', 'filter'))
  }

  /** Ends `dropPacketsOfAda`. */
  async stopDropping(): Promise<void> {
    await this.#network.runOnRouter('iptables', '-F', 'FORWARD')
  }

  /** Lets no more than this through to Ada; undefined for no limit. */
  async limitDownlinkOfAda(kilobits: number | undefined): Promise<void> {
    const { routerDevice } = this.#linkOfAda
    if (kilobits === undefined) {
      const command = this.commandOn('router', 'tc', 'qdisc', 'del', 'dev', routerDevice, 'root')
      await tryProgram(...command)
      return
    }
    const shape = ['tbf', 'rate', `${kilobits}kbit`, 'burst', '4kb', 'latency', '300ms']
    await this.#network.runOnRouter('tc', 'qdisc', 'replace', 'dev', routerDevice, 'root', ...shape)
  }

  /** Takes everything down. May be called more than once. */
  async close(): Promise<void> {
    await this.#network.close()
  }

  async #moveAda(from: Link, to: Link): Promise<void> {
    await this.#network.dropLink(from)
    this.#linkOfAda = to
    await this.#network.useLink(to)
  }
}

/**
 * Reads from the rule counters of the router which share of the packets was dropped,
 * 0 to 1.
 *
 * @param counters - what `iptables-save -c` prints
 */
export function readLostShare(counters: string): number {
  let [lost, passed] = [0, 0]
  for (const [, packets, rule = ''] of counters.matchAll(/^\[(\d+):\d+\] -A FORWARD (.*)$/gm)) {
    if (rule.includes('-j DROP')) lost += Number(packets)
    else passed += Number(packets)
  }
  return lost / (lost + passed)
}

/** Rules in pairs for each direction of each link: the first drops, the second counts what passes. */
function firewallRules(traffic: Traffic, share: number): string[][] {
  const what = traffic === 'udp' ? ['-p', 'udp'] : []
  const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)]
  const drop = [...what, ...(share < 1 ? chance : []), '-j', 'DROP']
  const directions = [LINKS.first, LINKS.second].flatMap(({ routerDevice }) => [
    ['-i', routerDevice],
    ['-o', routerDevice],
  ])
  return directions.flatMap((direction) => [
    [...direction, ...drop],
    [...direction, ...what],
  ])
}
