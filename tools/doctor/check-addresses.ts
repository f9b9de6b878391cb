import { isIP } from 'node:net'
import { mediaAddresses } from '../../server/config/addresses.ts'
import { stunServer } from '../../server/config/schema-listen.ts'
import { addressFindings } from '../../server/doctor/address-findings.ts'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import { addressKind } from '../../server/network/address-kind.ts'
import { reachableAddresses } from '../../server/network/announced-names.ts'
import { askStun } from '../../server/network/stun-query.ts'
import type { Subject } from './subject.ts'

/** Looks at what browsers are told to send media to. Asks STUN servers only where the settings name some. */
export async function checkAddresses({ settings, facts, interfaces }: Subject): Promise<Finding[]> {
  const { listen } = settings
  const outside = await askOutside(listen.stun)
  const announced = facts?.announced ?? (await announcedWithout(settings.listen, interfaces, outside))
  return [...addressFindings({ announce: listen.announce, announced, interfaces, outside }), ...https(listen)]
}

/** What most of the STUN servers say; undefined when none says anything. */
async function askOutside(servers: readonly string[]): Promise<string | undefined> {
  const asked = servers.flatMap((typed) => stunServer(typed) ?? [])
  const answers = await Promise.allSettled(
    asked.map(async ({ host, port }) => await askStun({ host, port, family: 4, timeoutMs: 3000 })),
  )
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const votes = (address: string): number => found.filter((one) => one === address).length
  return found.sort((left, right) => votes(right) - votes(left))[0]
}

/** What a server with these settings would announce. */
async function announcedWithout(
  listen: Subject['settings']['listen'],
  interfaces: Subject['interfaces'],
  outside: string | undefined,
): Promise<string[]> {
  const { announced } = mediaAddresses(listen, interfaces)
  if (listen.announce.length === 0) {
    const isKnown = outside === undefined || announced.some((address) => addressKind(address) === 'public')
    return isKnown ? [...announced] : [...announced, outside]
  }
  const found = await Promise.all(
    announced.map(async (entry) => {
      const addresses = isIP(entry) === 0 ? await reachableAddresses(entry) : [entry]
      return addresses.length > 0 ? addresses : [entry]
    }),
  )
  return [...new Set(found.flat())]
}

function https({ host, tls, publicUrl }: Subject['settings']['listen']): Finding[] {
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.')
  if (isLocal || tls.mode !== 'off' || publicUrl?.startsWith('https:'))
    return [ok('https', isLocal ? 'Only this machine opens the pages.' : 'The pages come over HTTPS.')]
  const what = 'The pages come over plain HTTP.'
  return [
    problem('https.off', 'warning', what, [
      'npm start -- --domain meet.example.org',
      'npm start -- --tls self-signed',
    ]),
  ]
}
