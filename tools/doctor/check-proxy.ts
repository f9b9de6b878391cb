import { ok, problem, shellWord, type Finding } from '../../server/doctor/finding.ts'
import { createAddressList, plainAddress } from '../../server/http/address-list.ts'
import { passThrough, type Passage } from './proxy-request.ts'
import type { Subject } from './subject.ts'

/** Addresses of different networks and providers: who trusts all of them trusts anybody. */
const STRANGERS = ['1.1.1.1', '8.8.8.8', '203.0.113.1', '2001:4860:4860::8888']

/** Asks the public address as a browser does, and looks what a proxy in front made of it. */
export async function checkProxy({ settings, facts, ask }: Subject): Promise<Finding[]> {
  const { publicUrl, trustProxy } = settings.listen
  const found = [...wide(trustProxy)]
  if (!facts || publicUrl === undefined) return found
  try {
    const page = await passThrough(ask, publicUrl, 'healthz', false)
    if (!page.arrival) return [...found, elsewhere(publicUrl, page)]
    const socket = await passThrough(ask, publicUrl, 'socket.io/?EIO=4&transport=websocket', true)
    found.push(...headers(publicUrl, page, trustProxy), ...upgrade(socket))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const what = `${publicUrl} cannot be reached from this machine (${code ?? message}).`
    return [...found, problem('proxy.unreachable', 'warning', what, [curl(publicUrl)])]
  }
  if (found.length > 0) return found
  return [ok('proxy', `${publicUrl} leads here, with WebSockets, the Host and the addresses of guests.`)]
}

function elsewhere(publicUrl: string, { status, proxy }: Passage): Finding {
  const who = proxy === '' ? 'Something' : proxy.slice(0, 80)
  const what = `${who} answers at ${publicUrl} with status ${status}, and does not ask this server.`
  return problem('proxy.unreachable', 'error', what, [curl(publicUrl)])
}

function upgrade({ arrival, status }: Passage): Finding[] {
  if (arrival?.upgrade === true && status === 101) return []
  if (arrival?.upgrade === true) {
    const what = `The server refused a WebSocket of its own page with status ${status}: the Host or the Origin is wrong.`
    return [problem('proxy.host', 'error', what, ['proxy_set_header Host $http_host;'])]
  }
  const what = 'The proxy passes no WebSocket on. These lines belong into the `location` of nginx:'
  return [
    problem('proxy.upgrade', 'error', what, [
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection "upgrade";',
    ]),
  ]
}

function headers(publicUrl: string, page: Passage, trustProxy: false | readonly string[]): Finding[] {
  const { arrival, fromPort } = page
  // The very connection of this request: nothing stands between.
  if (!arrival || arrival.fromPort === fromPort) return []
  const found: Finding[] = []
  const { host } = new URL(publicUrl)
  if (arrival.host.toLowerCase() !== host) {
    const what = `The proxy passes the Host "${arrival.host}" on, and guests open "${host}". For nginx:`
    found.push(problem('proxy.host', 'warning', what, ['proxy_set_header Host $http_host;']))
  }
  const proxy = plainAddress(arrival.from)
  if (arrival.forwardedFor === '') {
    const what = `The proxy at ${proxy} does not tell the addresses of guests. For nginx:`
    const line = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'
    found.push(problem('proxy.address', 'warning', what, [line]))
  } else if (!createAddressList(trustProxy === false ? [] : trustProxy)(proxy)) {
    const trusted = [...(trustProxy === false ? [] : trustProxy), proxy].join(',')
    const what = `The proxy at ${proxy} tells the addresses of guests, and listen.trustProxy does not name it.`
    const fix = [`PLENARY_LISTEN_TRUST_PROXY=${shellWord(trusted)} npm start`]
    found.push(problem('proxy.address', 'warning', what, fix))
  }
  return found
}

function wide(trustProxy: false | readonly string[]): Finding[] {
  if (trustProxy === false) return []
  const isAnybody = (range: string): boolean => STRANGERS.filter(createAddressList([range])).length > 1
  const ranges = trustProxy.filter((range) => isAnybody(range) || /\/0$/.test(range))
  if (ranges.length === 0) return []
  const narrow = trustProxy.filter((range) => !ranges.includes(range))
  const what = `listen.trustProxy believes whoever connects from ${ranges.join(', ')}: name the address of the proxy.`
  const fix = [`PLENARY_LISTEN_TRUST_PROXY=${shellWord([...narrow, '127.0.0.1'].join(','))} npm start`]
  return [problem('proxy.wide', 'warning', what, fix)]
}

function curl(publicUrl: string): string {
  return `curl -i ${shellWord(new URL('healthz', publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`).href)}`
}
