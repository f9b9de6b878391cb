import type { ProxyMistake, RefusalLog } from './refusal-log.ts'

const ADVICE: Readonly<Record<ProxyMistake, string>> = {
  origin:
    'origin refused: a page of another address wants to connect. If it is your own page, the proxy does not pass the ' +
    'Host header on. Set listen.publicUrl to the address that guests open, or let the proxy pass it: ' +
    'nginx "proxy_set_header Host $host;" ("$http_host" where the port is not 80 or 443), Apache "ProxyPreserveHost On". Other sites of yours belong into ' +
    'listen.allowedOrigins; a proxy that speaks HTTPS belongs into listen.trustProxy.',
  upgrade:
    'a proxy does not pass WebSocket connections on; clients use the slower HTTP long-polling. ' +
    'nginx: "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";", ' +
    'Apache: "ProxyPass / http://127.0.0.1:3000/ upgrade=websocket".',
  prefix:
    'a proxy asks for pages below a path that this server does not know. Set listen.publicUrl to the address that ' +
    'guests open, such as https://example.org/meet, or let the proxy remove the path: ' +
    'nginx "location /meet/ { proxy_pass http://127.0.0.1:3000/; }", with the slash at the end.',
  address:
    'a proxy names the addresses of guests and is not believed, so that all of them count as one address. ' +
    'Put the address of the proxy into listen.trustProxy.',
}

/**
 * Tells the operator what is wrong with the proxy in front, and the line that mends it:
 * each mistake once a minute at most, because every guest of a wrong proxy makes it.
 *
 * @param seen - what showed the mistake; values of strangers, which the logger cuts
 */
export function adviseOnProxy(
  refusals: RefusalLog,
  mistake: ProxyMistake,
  seen: Readonly<Record<string, string | undefined>>,
): void {
  refusals.log(mistake, { mistake, ...seen }, ADVICE[mistake])
}
