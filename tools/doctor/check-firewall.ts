import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import {
  firewallLines,
  nftLine,
  publicPorts,
  ranges,
  type FirewallTool,
} from '../../server/doctor/firewall-lines.ts'
import { installedFirewall } from '../../server/doctor/installed-firewall.ts'
import { portsOf } from './check-ports.ts'
import type { Packet } from './nft-match.ts'
import { NftRuleset } from './nft-ruleset.ts'
import type { Subject } from './subject.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 5000
const OUTPUT_MAX = 16 * 1024 * 1024

/** Looks whether the firewall of this machine lets through what comes to the ports. That of a provider is not seen. */
export async function checkFirewall(subject: Subject): Promise<Finding[]> {
  const { pages: port, media } = portsOf(subject)
  const { challenges, pages } = publicPorts(subject.settings.listen, port)
  const packets: Packet[] = [
    ...[challenges, pages].flatMap((port) =>
      port === undefined ? [] : [{ protocol: 'tcp' as const, port }],
    ),
    ...media.flatMap((port) => [
      { protocol: 'udp' as const, port },
      { protocol: 'tcp' as const, port },
    ]),
  ]
  const tool = installedFirewall()
  if (tool === 'ufw') return await checkUfw(packets)
  if (tool === 'firewalld') return await checkFirewalld(packets)
  return tool === 'nftables'
    ? await checkNft(packets)
    : [unknown('No program that shows firewall rules is installed.')]
}

async function checkNft(packets: readonly Packet[]): Promise<Finding[]> {
  let ruleset: NftRuleset
  try {
    ruleset = new NftRuleset(await output('nft', '-j', 'list', 'ruleset'))
  } catch {
    return [unknown('The rules of nftables could not be read by this user.', ['sudo nft list ruleset'])]
  }
  const judged = packets.map((packet) => ({ ...packet, ...ruleset.judge(packet) }))
  const closed = judged.filter(({ result }) => result === 'drop')
  if (closed.length > 0) return [closedFinding(closed, nftFix(closed))]
  const unclear = judged.filter(({ result }) => result === 'unknown')
  if (unclear.length === 0) return [ok('firewall', `The rules of nftables let through ${listed(packets)}.`)]
  return [
    unknown(`The rules of nftables leave open what happens to ${listed(unclear)}.`, ['nft list ruleset']),
  ]
}

function nftFix(closed: readonly (Packet & { chain?: string })[]): string[] {
  const chains = [...new Set(closed.map(({ chain = '' }) => chain))]
  return chains.flatMap((chain) =>
    (['tcp', 'udp'] as const).flatMap((protocol) => {
      const ports = closed.filter((one) => one.chain === chain && one.protocol === protocol)
      return ports.length > 0 ? [nftLine(chain, protocol, ranges(ports.map(({ port }) => port)))] : []
    }),
  )
}

async function checkUfw(packets: readonly Packet[]): Promise<Finding[]> {
  let status: string
  try {
    status = await output('ufw', 'status')
  } catch {
    return [unknown('The rules of ufw could not be read by this user.', ['sudo ufw status'])]
  }
  if (!/^Status: active/m.test(status)) return await checkNft(packets)
  return judgeLists(packets, ufwAllows(status), 'ufw')
}

/**
 * What `ufw status` says is open to everybody: `40000:40001/udp  ALLOW  Anywhere`.
 *
 * @returns whether it lets a packet through
 */
export function ufwAllows(status: string): (packet: Packet) => boolean {
  const rules = [
    ...status.matchAll(/^(\d+)(?::(\d+))?(?:\/(tcp|udp))?\s+(?:ALLOW|LIMIT)(?: IN)?\s+Anywhere\b/gm),
  ]
  return ({ protocol, port }) =>
    rules.some(
      ([, first, last = first, only]) => inRange(port, first, last) && (only ?? protocol) === protocol,
    )
}

async function checkFirewalld(packets: readonly Packet[]): Promise<Finding[]> {
  try {
    const state = await output('firewall-cmd', '--state')
    if (!state.startsWith('running')) return await checkNft(packets)
    return judgeLists(packets, firewalldAllows(await output('firewall-cmd', '--list-ports')), 'firewalld')
  } catch {
    return [
      unknown('The rules of firewalld could not be read by this user.', ['sudo firewall-cmd --list-all']),
    ]
  }
}

/** What `firewall-cmd --list-ports` says is open: `3000/tcp 40000-40001/udp`. */
export function firewalldAllows(ports: string): (packet: Packet) => boolean {
  const open = [...ports.matchAll(/(\d+)(?:-(\d+))?\/(tcp|udp)/g)]
  return ({ protocol, port }) =>
    open.some(([, first, last = first, only]) => only === protocol && inRange(port, first, last))
}

function judgeLists(
  packets: readonly Packet[],
  allows: (packet: Packet) => boolean,
  tool: FirewallTool,
): Finding[] {
  const closed = packets.filter((packet) => !allows(packet))
  if (closed.length === 0) return [ok('firewall', `${tool} lets through ${listed(packets)}.`)]
  const media = [...new Set(closed.filter(({ protocol }) => protocol === 'udp').map(({ port }) => port))]
  const pages = closed.find(({ protocol, port }) => protocol === 'tcp' && !media.includes(port))?.port
  return [closedFinding(closed, firewallLines({ pages, media }, tool))]
}

function closedFinding(closed: readonly Packet[], fix: readonly string[]): Finding {
  return problem(
    'firewall.closed',
    'error',
    `The firewall of this machine drops what comes to ${listed(closed)}.`,
    fix,
  )
}

function unknown(what: string, fix: readonly string[] = []): Finding {
  return problem('firewall.unknown', 'note', what, fix)
}

function listed(packets: readonly Packet[]): string {
  const of = (protocol: 'udp' | 'tcp'): string[] => {
    const ports = ranges(packets.filter((one) => one.protocol === protocol).map(({ port }) => port))
    return ports.length > 0 ? [`${protocol.toUpperCase()} ${ports.join(', ')}`] : []
  }
  return [...of('udp'), ...of('tcp')].join(' and ')
}

function inRange(port: number, first: string | undefined, last: string | undefined): boolean {
  return Number(first) <= port && port <= Number(last)
}

async function output(command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
  return (await run(command, args, { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_MAX, env })).stdout
}
