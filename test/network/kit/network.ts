import { runProgram, tryProgram } from '../../../tools/harness/run-program.ts'

/** The machines, each a network namespace. */
export type Machine = 'server' | 'router' | 'guests'

/** Whether all see each other, or the router has the public address and the server is behind it. */
export type Layout = 'direct' | 'behind-router'

type Command = [string, ...string[]]

const MACHINES: readonly Machine[] = ['server', 'router', 'guests']
const PREFIX = 'plnet'

/** Where guests find the server: in the first network itself, or at the router in front of it. */
export const PUBLIC_ADDRESS = '203.0.113.1'
/** The same over IPv6. */
export const PUBLIC_IPV6 = '2001:db8:1::1'
/** The address of a server behind its router. */
export const INNER_ADDRESS = '10.77.0.2'
const INNER_GATEWAY = '10.77.0.1'
const GUESTS_ADDRESS = '203.0.113.2'
const GUESTS_IPV6 = '2001:db8:1::2'

/** A server and its guests, each in a network namespace of Linux. */
export class TestNetwork {
  readonly #id: string

  private constructor(id: string) {
    this.#id = id
  }

  /**
   * Builds it.
   *
   * @throws {Error} with what to do when this process may not make namespaces
   */
  static async build(layout: Layout): Promise<TestNetwork> {
    if (process.getuid?.() !== 0) {
      throw new Error(
        'The network tests make network namespaces, which only root may: run `sudo npm run test:network`.',
      )
    }
    await clearAbandoned()
    const network = new TestNetwork(`${PREFIX}${process.pid}`)
    try {
      await network.#build(layout)
      return network
    } catch (error) {
      await network.close()
      throw error
    }
  }

  /** A command as it has to be started so that it runs on one of the machines. */
  on(machine: Machine, ...command: Command): Command {
    return ['ip', 'netns', 'exec', this.#name(machine), ...command]
  }

  /** Runs a program on a machine to its end. */
  async run(machine: Machine, ...command: Command): Promise<string> {
    return await runProgram(...this.on(machine, ...command))
  }

  /** Loads rules of nftables on a machine: nft(8). */
  async filter(machine: Machine, rules: string): Promise<void> {
    await this.run(machine, 'sh', '-c', `nft -f - <<'END'\n${rules}\nEND`)
  }

  /** Takes everything away. May be called more than once. */
  async close(): Promise<void> {
    for (const machine of MACHINES) await tryProgram('ip', 'netns', 'del', this.#name(machine))
  }

  async #build(layout: Layout): Promise<void> {
    for (const machine of MACHINES) {
      await runProgram('ip', 'netns', 'add', this.#name(machine))
      await this.run(machine, 'ip', 'link', 'set', 'lo', 'up')
    }
    const outside = layout === 'direct' ? 'server' : 'router'
    await this.#link(outside, 'guests', 'public')
    await this.#address(outside, 'public', `${PUBLIC_ADDRESS}/24`, `${PUBLIC_IPV6}/64`)
    await this.#address('guests', 'public', `${GUESTS_ADDRESS}/24`, `${GUESTS_IPV6}/64`)
    if (layout === 'direct') return
    await this.#link('server', 'router', 'inner')
    await this.#address('server', 'inner', `${INNER_ADDRESS}/24`)
    await this.#address('router', 'inner', `${INNER_GATEWAY}/24`)
    await this.run('server', 'ip', 'route', 'add', 'default', 'via', INNER_GATEWAY)
  }

  async #link(left: Machine, right: Machine, device: string): Promise<void> {
    const end = (machine: Machine): string[] => ['name', device, 'netns', this.#name(machine)]
    await runProgram('ip', 'link', 'add', ...end(left), 'type', 'veth', 'peer', ...end(right))
    for (const machine of [left, right]) await this.run(machine, 'ip', 'link', 'set', device, 'up')
  }

  async #address(machine: Machine, device: string, ...addresses: string[]): Promise<void> {
    for (const address of addresses) {
      // Nobody else is there, so nobody has to be asked whether an IPv6 address is taken.
      const flags = address.includes(':') ? ['nodad'] : []
      await this.run(machine, 'ip', 'addr', 'add', address, 'dev', device, ...flags)
    }
  }

  #name(machine: Machine): string {
    return `${this.#id}-${machine}`
  }
}

/** Removes the namespaces of test processes that ended without doing so. */
async function clearAbandoned(): Promise<void> {
  const listing = await runProgram('ip', 'netns', 'list')
  for (const [, name, pid] of listing.matchAll(new RegExp(`^(${PREFIX}(\\d+)-\\w+)`, 'gm'))) {
    if (name !== undefined && !(await tryProgram('kill', '-0', pid ?? ''))) {
      await tryProgram('ip', 'netns', 'del', name)
    }
  }
}
