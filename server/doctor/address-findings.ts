import { isIP } from 'node:net'
import { isVirtualInterface, type Interfaces } from '../config/addresses.ts'
import { addressKind } from '../network/address-kind.ts'
import { ok, problem, shellWord, type Finding } from './finding.ts'

/** What is known of the addresses at which media is received. */
export interface AddressView {
  /** Addresses and names that the operator wants to be announced; empty leaves it to the server. */
  readonly announce: readonly string[]
  /** What browsers are told, names included that nobody could resolve. */
  readonly announced: readonly string[]
  readonly interfaces: Interfaces
  /** Where STUN servers see this machine; undefined where nobody was asked, or told. */
  readonly outside: string | undefined
}

/** A STUN server that anybody may ask, for lines to type. */
const STUN_EXAMPLE = 'stun.cloudflare.com:3478'

/** Judges what browsers are told to send media to. At least one finding. */
export function addressFindings(view: AddressView): Finding[] {
  const names = view.announced.filter((address) => isIP(address) === 0)
  const unresolved = names.map((name) =>
    problem(
      'addresses.unresolved',
      'error',
      `${name}, which is announced, has no address that media can reach.`,
      [...announceLine(view.outside ?? bestOf(view))],
    ),
  )
  const useful = view.announced.filter((address) => isIP(address) !== 0 && addressKind(address) !== 'none')
  if (useful.length > 0) return [...unresolved, ...reachFindings(view, useful), ...differs(view, useful)]
  if (unresolved.length > 0) return unresolved
  return [
    problem(
      'addresses.loopback',
      'note',
      'Only this machine itself is announced: nobody else can take part.',
      ['npm start -- --host 0.0.0.0'],
    ),
  ]
}

/** An address with what is known of it: `192.168.1.5 (eth0, private)`. */
export function describeAddress(
  address: string,
  { interfaces, outside }: Pick<AddressView, 'interfaces' | 'outside'>,
): string {
  if (isIP(address) === 0) return `${address} (a name)`
  const kind = addressKind(address)
  const known = interfaceOf(address, interfaces) ?? (address === outside ? 'seen by STUN servers' : undefined)
  const reach = { public: 'public', private: 'private', shared: 'NAT of the provider', none: 'this machine' }[
    kind
  ]
  return `${address} (${[...(known === undefined ? [] : [known]), reach].join(', ')})`
}

function reachFindings(view: AddressView, useful: readonly string[]): Finding[] {
  const told = useful.map((address) => describeAddress(address, view)).join(', ')
  if (useful.some((address) => addressKind(address) === 'public'))
    return [ok('addresses', `Announced: ${told}.`)]
  const isVirtual = (address: string): boolean =>
    isVirtualInterface(interfaceOf(address, view.interfaces) ?? '')
  const isShared = (address: string): boolean => addressKind(address) === 'shared' && !isVirtual(address)
  const fix =
    view.outside === undefined ? [`npm start -- --stun ${STUN_EXAMPLE}`] : announceLine(view.outside)
  if (useful.every(isVirtual)) {
    const what = `Only addresses of containers, virtual machines or a VPN are announced: ${told}.`
    return [problem('addresses.virtual', 'warning', what, fix)]
  }
  if (useful.every((address) => isVirtual(address) || isShared(address))) {
    const what = `Only addresses behind the NAT of the provider are announced: ${told}.`
    return [problem('addresses.shared', 'warning', what, fix)]
  }
  const what = `Guests in the same network reach this server; nobody outside does. Announced: ${told}.`
  return [problem('addresses.private', 'warning', what, fix)]
}

/** Only the IPv4 address outside is known. */
function differs({ outside, interfaces }: AddressView, useful: readonly string[]): Finding[] {
  const wrong = useful.filter((address) => isIP(address) === 4 && addressKind(address) === 'public')
  if (outside === undefined || wrong.length === 0 || useful.includes(outside)) return []
  // Somebody with several lines may have chosen one of them.
  if (wrong.some((address) => interfaceOf(address, interfaces) !== undefined)) return []
  const what = `${wrong.join(', ')} is announced, and STUN servers see this machine at ${outside}.`
  return [problem('addresses.differs', 'warning', what, announceLine(outside))]
}

function announceLine(address: string | undefined): string[] {
  return address === undefined ? [] : [`npm start -- --announce ${shellWord(address)}`]
}

/** The address of this machine that is reachable from most places. */
function bestOf({ interfaces }: AddressView): string | undefined {
  const all = Object.entries(interfaces).flatMap(([name, entries]) =>
    (entries ?? []).map(({ address }) => ({ address, isVirtual: isVirtualInterface(name) })),
  )
  const rank = ({ address, isVirtual }: (typeof all)[number]): number =>
    ['public', 'private', 'shared', 'none'].indexOf(addressKind(address)) + (isVirtual ? 10 : 0)
  return all.filter(({ address }) => addressKind(address) !== 'none').sort((a, b) => rank(a) - rank(b))[0]
    ?.address
}

function interfaceOf(address: string, interfaces: Interfaces): string | undefined {
  return Object.entries(interfaces).find(([, entries]) =>
    entries?.some((one) => one.address === address),
  )?.[0]
}
