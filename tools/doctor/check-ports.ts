import { bindHost } from '../../server/config/addresses.ts'
import { workerCount } from '../../server/config/workers.ts'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import { firewallLines, ranges, type OpenPorts } from '../../server/doctor/firewall-lines.ts'
import { pagePort } from '../../server/doctor/server-facts.ts'
import { bindError } from '../../server/lib/bind-probe.ts'
import { portOwner } from './port-owner.ts'
import type { Subject } from './subject.ts'

/** The ports of a running server, or those that one would take. */
export function portsOf({ settings, facts }: Subject): OpenPorts & { pages: number } {
  if (facts) {
    return { pages: pagePort(facts.localUrl), media: facts.workers.map((worker) => worker.port) }
  }
  const { port, workers } = settings.media
  const media = port === 0 ? [] : Array.from({ length: workerCount(workers) }, (_, index) => port + index)
  return { pages: settings.listen.port, media }
}

/** Looks whether the ports are free, or in use by the server itself. */
export async function checkPorts(subject: Subject): Promise<Finding[]> {
  const { settings, facts } = subject
  const ports = portsOf(subject)
  const media = ranges(ports.media).join(', ')
  if (facts) return wandered(subject, ports.media, media)
  const host = bindHost(settings.listen.host)
  const taken: Finding[] = []
  if ((await bindError({ protocol: 'tcp', address: host, port: ports.pages }))?.code === 'EADDRINUSE') {
    const what = `${owner('tcp', ports.pages)} uses TCP port ${ports.pages}, which is for the pages.`
    const free = await freePort(host, ports.pages + 1, ['tcp'])
    taken.push(problem('ports.taken', 'error', what, [`npm start -- --port ${free}`]))
  }
  for (const port of ports.media) {
    const protocol = await takenProtocol(host, port)
    if (!protocol) continue
    const what = `${owner(protocol, port)} uses ${protocol.toUpperCase()} port ${port}, which is for media.`
    const free = await freePort(host, port + 1, ['udp', 'tcp'], ports.media.length)
    taken.push(problem('ports.taken', 'error', what, [`npm start -- --media-port ${free}`]))
    break
  }
  if (taken.length > 0) return taken
  return [ok('ports', `The ports are free: ${ports.pages} for pages, ${media || 'any'} for media.`)]
}

function wandered({ settings }: Subject, used: readonly number[], media: string): Finding[] {
  const first = settings.media.port
  const other = used.filter((port) => port < first || port >= first + used.length)
  if (first === 0 || other.length === 0)
    return [ok('ports', `The server uses media ports ${media}, UDP and TCP.`)]
  const what = `Media ports of the settings were taken, so the server uses ${media}.`
  const fix = firewallLines({ pages: undefined, media: other }, 'ufw')
  return [problem('ports.taken', 'warning', what, fix)]
}

async function takenProtocol(address: string, port: number): Promise<'udp' | 'tcp' | undefined> {
  for (const protocol of ['udp', 'tcp'] as const)
    if ((await bindError({ protocol, address, port }))?.code === 'EADDRINUSE') return protocol
  return undefined
}

function owner(protocol: 'udp' | 'tcp', port: number): string {
  return portOwner(protocol, port) ?? 'Another program'
}

const TRIES = 200

/** The first of several ports in a row that are free. */
async function freePort(
  address: string,
  from: number,
  protocols: readonly ('udp' | 'tcp')[],
  count = 1,
): Promise<number> {
  let inRow = 0
  for (let port = from; port < Math.min(from + TRIES, 65_536); port += 1) {
    const errors = await Promise.all(
      protocols.map(async (protocol) => await bindError({ protocol, address, port })),
    )
    inRow = errors.some(Boolean) ? 0 : inRow + 1
    if (inRow === count) return port - count + 1
  }
  return from
}
