import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Config } from '../config/schema.ts'
import { addressFindings, describeAddress, type AddressView } from '../doctor/address-findings.ts'
import type { Finding } from '../doctor/finding.ts'
import { firewallLines, ranges, type FirewallTool, type OpenPorts } from '../doctor/firewall-lines.ts'
import { addressKind } from '../network/address-kind.ts'

/** What the screen tells of. */
export interface ReadyView {
  readonly listen: Pick<Config['listen'], 'announce' | 'publicUrl'>
  readonly announced: readonly string[]
  /** Where STUN servers see this machine. */
  readonly outside: string | undefined
  readonly ports: OpenPorts
  /** The program that manages the firewall; undefined where none is installed. */
  readonly firewall: FirewallTool | undefined
  readonly interfaces?: AddressView['interfaces']
}

/**
 * What the start says of media: where it comes in and why, what is doubtful about that, and the lines that open the
 * ports. Nothing where only this machine can come.
 */
export function mediaLines(view: ReadyView): string[] {
  const { announced, outside, ports, firewall } = view
  const addresses = {
    announce: view.listen.announce,
    announced,
    outside,
    interfaces: view.interfaces ?? list(),
  }
  const others = announced.filter((address) => addressKind(address) !== 'none' || isIP(address) === 0)
  if (others.length === 0) return []
  const from = view.listen.announce.length > 0 ? ', as listen.announce says' : ''
  const told = others.map((address) => describeAddress(address, addresses)).join(', ')
  const lines = [
    `Media comes in at ${told}${from}, UDP and TCP ports ${ranges(ports.media).join(', ')}.`,
    ...addressFindings(addresses).flatMap(doubt),
  ]
  if (firewall !== undefined)
    lines.push('A firewall lets it in with:', ...firewallLines(ports, firewall).map((line) => `  ${line}`))
  return [...lines, 'Something does not work? Type: npm run doctor']
}

function doubt({ level, what, why, fix }: Finding): string[] {
  if (level === 'ok') return []
  return [`${what} ${why}`, ...(fix ?? []).map((line) => `  ${line}`)]
}

function list(): AddressView['interfaces'] {
  try {
    return networkInterfaces()
  } catch {
    // A sandbox that hides them.
    return {}
  }
}
