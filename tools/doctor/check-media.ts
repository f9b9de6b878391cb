import { isIP } from 'node:net'
import { z } from 'zod'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import { firewallLines } from '../../server/doctor/firewall-lines.ts'
import { installedFirewall } from '../../server/doctor/installed-firewall.ts'
import type { ServerFacts } from '../../server/doctor/server-facts.ts'
import { addressKind } from '../../server/network/address-kind.ts'
import { checkCandidate } from '../native-peer/ice-check.ts'
import { call } from './call.ts'
import type { Subject } from './subject.ts'

const probeSchema = z.array(
  z.object({
    worker: z.string(),
    port: z.number(),
    iceParameters: z.object({
      usernameFragment: z.string(),
      password: z.string(),
      iceLite: z.boolean().optional(),
    }),
    iceCandidates: z.array(
      z.object({ address: z.string(), port: z.number(), protocol: z.enum(['udp', 'tcp']) }),
    ),
  }),
)

/** A way to a worker that guests are told of, and whether packets came back on it. */
interface Path {
  readonly address: string
  readonly port: number
  readonly protocol: 'udp' | 'tcp'
  readonly result: 'answered' | 'silent' | 'refused'
}

const ANSWER_MS = 2500
/** Paths that are tried at most: of further workers and addresses the same is true. */
const PATHS_MAX = 96

/**
 * Sends authenticated ICE checks to every address that is announced and every worker, over UDP and TCP, and makes a
 * whole call. An answer proves a path from this machine. No answer at an address of a router proves nothing, because
 * many routers do not lead back in; `media.outside` names the page to open from elsewhere.
 */
export async function checkMedia(subject: Subject): Promise<Finding[]> {
  const { facts, interfaces, ask } = subject
  if (!facts) return []
  const { transports } = await ask({ command: 'probe' })
  const probes = probeSchema
    .parse(transports)
    .flatMap(({ iceCandidates, iceParameters }) =>
      iceCandidates.map((candidate) => ({ candidate, iceParameters })),
    )
  const paths = await Promise.all(
    probes.slice(0, PATHS_MAX).map(async ({ candidate, iceParameters }) => ({
      ...candidate,
      result: await resultOf(candidate, iceParameters),
    })),
  )
  const own = new Set(
    Object.values(interfaces).flatMap((entries) => (entries ?? []).map((one) => one.address)),
  )
  const isOwn = (address: string): boolean => own.has(address) || addressKind(address) === 'none'
  const answered = paths.filter(({ result, protocol }) => result === 'answered' && protocol === 'udp')
  const found = [...new Set(paths.map(({ address }) => address))].flatMap((address) =>
    judge(
      address,
      paths.filter((path) => path.address === address),
      isOwn(address),
    ),
  )
  // Without a path there is no call, and that is told already.
  const called = answered.length > 0 ? [await call(facts.localUrl)] : []
  return [...found, ...called, ...outside(facts)]
}

async function resultOf(
  candidate: Pick<Path, 'address' | 'port' | 'protocol'>,
  iceParameters: z.infer<typeof probeSchema>[number]['iceParameters'],
): Promise<Path['result']> {
  try {
    await checkCandidate(candidate, iceParameters, { timeoutMs: ANSWER_MS })
    return 'answered'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'refused' : 'silent'
  }
}

function judge(address: string, paths: readonly Path[], isOwn: boolean): Finding[] {
  const listed = (result: Path['result']): string =>
    paths
      .filter((path) => path.result === result)
      .map(({ protocol, port }) => `${protocol.toUpperCase()} ${port}`)
      .join(', ')
  const [answered, silent, refused] = [listed('answered'), listed('silent'), listed('refused')]
  const missing = paths.filter(({ result }) => result !== 'answered').map(({ port }) => port)
  const fix = firewallLines({ pages: undefined, media: missing }, installedFirewall() ?? 'nftables')
  const found: Finding[] = []
  if (answered !== '') {
    const from = isOwn ? ', from this machine' : ', through the network'
    found.push(ok(isOwn ? 'media.local' : 'media', `${address} answers on ${answered}${from}.`))
  }
  if (silent !== '') found.push(isOwn ? broken(address, silent, fix) : unproven(address, silent))
  if (refused !== '')
    found.push(problem('media.refused', isOwn ? 'error' : 'warning', `${address} refuses ${refused}.`, fix))
  return found
}

function broken(address: string, ports: string, fix: readonly string[]): Finding {
  return problem('media.broken', 'error', `${address} does not answer on ${ports}.`, fix)
}

function unproven(address: string, ports: string): Finding {
  const what = `No answer from ${address} on ${ports}. Forward these ports to this machine in your router.`
  return problem('media.silent', 'warning', what)
}

function outside({ url, settings, announced }: ServerFacts): Finding[] {
  const reachable = announced.filter((address) => isIP(address) === 0 || addressKind(address) !== 'none')
  const best = reachable.find((address) => addressKind(address) === 'public') ?? reachable[0]
  if (best === undefined) return []
  const page = new URL('test', url.endsWith('/') ? url : `${url}/`)
  // The ready line names this machine by itself.
  if (settings.listen.publicUrl === undefined) page.hostname = isIP(best) === 6 ? `[${best}]` : best
  const what = `Open ${page.href} on a phone with mobile data, not WLAN, to see what guests outside see.`
  return [problem('media.outside', 'note', what)]
}
