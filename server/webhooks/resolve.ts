import { lookup as systemLookup, Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import pLimit from 'p-limit'
import { isForbidden } from './forbidden-addresses.ts'

/** Thrown for a receiver that lies where this server must not call. */
export class ForbiddenAddress extends Error {
  readonly code = 'FORBIDDEN_ADDRESS'
}

/** Finds the IP addresses of a host name. */
export type Resolve = (hostname: string) => Promise<string[]>

const DNS_TIMEOUT_MS = 3000
const DNS_TRIES = 2

// The system's own look-up occupies a thread that reading files needs as well, for as long as a name server
// keeps silent. It is asked last, for names that stand in /etc/hosts alone, and for one name at a time.
const oneAtATime = pLimit(1)

/**
 * Asks the name servers, and the files of this machine for names that no name server knows.
 *
 * @throws {NodeJS.ErrnoException} such as `ENOTFOUND`
 */
async function resolveName(hostname: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: DNS_TRIES })
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (addresses.length > 0) return addresses
  const failures = answers.flatMap((answer) =>
    answer.status === 'rejected' ? (answer.reason as NodeJS.ErrnoException) : [],
  )
  const slow = failures.find(({ code }) => code === 'ETIMEOUT')
  if (slow) throw slow
  const found = await oneAtATime(async () => await systemLookup(hostname, { all: true }))
  return found.map(({ address }) => address)
}

/**
 * A look-up for `net.connect` that gives out only addresses that may be called. The connection goes to
 * one of them, so a name that points elsewhere a moment later (DNS rebinding) changes nothing.
 *
 * @param allowPrivate - whether this machine and its own network may be called
 */
export function guardedLookup(allowPrivate: boolean, resolve: Resolve = resolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const family = familyOf(options.family)
        const usable = addresses
          .filter((address) => !isForbidden(address, allowPrivate))
          .map((address) => ({ address, family: isIP(address) }))
          .filter((one) => family === 0 || one.family === family)
        const [first] = usable
        if (!first) callback(new ForbiddenAddress(`${hostname} lies in a network that is not called.`), '')
        else if (options.all) callback(null, usable)
        else callback(null, first.address, first.family)
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    )
  }
}

function familyOf(family: number | 'IPv4' | 'IPv6' | undefined): number {
  if (family === 'IPv4') return 4
  if (family === 'IPv6') return 6
  return family ?? 0
}
