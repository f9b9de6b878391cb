import { isIP } from 'node:net'
import { z } from 'zod'
import { hostNameSchema, isHostName } from './host-names.ts'
import { isPublicUrl } from './public-url.ts'
import { acmeSchema, checkAcme } from './schema-acme.ts'
import { tlsSchema } from './schema-tls.ts'

function isAddressRange(value: string): boolean {
  const [address, bits, ...rest] = value.split('/')
  const family = isIP(address ?? '')
  if (family === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value
}

const STUN_PORT = 3478

/**
 * Reads a STUN server as it is configured. Source: RFC 8489, section 8.1 for the port.
 *
 * @returns undefined for what is none
 */
export function stunServer(typed: string): { host: string; port: number } | undefined {
  const [, host = '', digits] = /^([^:]+)(?::(\d{1,5}))?$/.exec(typed) ?? []
  const port = digits === undefined ? STUN_PORT : Number(digits)
  const isGood = (isIP(host) === 4 || isHostName(host)) && port >= 1 && port <= 65_535
  return isGood ? { host, port } : undefined
}

// `allowed` is what error messages and the documentation say.
const hostSchema = z
  .string()
  .refine((value) => isIP(value) !== 0 || value === 'localhost')
  .meta({ allowed: 'an IP address of this machine, or localhost' })
const announcedSchema = z
  .string()
  .refine((value) => isIP(value) !== 0 || isHostName(value))
  .meta({ allowed: 'an IP address or a host name' })
/** An IP address, or a range of them. */
export const addressRangeSchema = z
  .string()
  .refine(isAddressRange)
  .meta({ allowed: 'an IP address or a range such as 10.0.0.0/8' })
const stunServerSchema = z
  .string()
  .refine((value) => stunServer(value) !== undefined)
  .meta({ allowed: 'a host name or IPv4 address, with a UDP port or without one: stun.example.org:3478' })
/** An origin as browsers write it, without a path. */
export const originSchema = z
  .string()
  .refine(isOrigin)
  .meta({ allowed: 'an origin such as https://meet.example.org, without a path' })

const publicUrlSchema = z.string().max(2048).refine(isPublicUrl).meta({
  allowed:
    'an http:// or https:// address, with a path of plain letters at most, such as https://example.org/meet',
})

/** A tunnel leads to the loopback interface, over plain HTTP, and has an address of its own. */
function checkTunnel(
  listen: {
    tunnel: string
    host: string
    port: number
    publicUrl?: string | undefined
    tls: { mode: string }
  },
  context: z.RefinementCtx,
): void {
  if (listen.tunnel === 'none') return
  const refuse = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message })
  if (!/^(0\.0\.0\.0|::|localhost|127\.0\.0\.1)$/.test(listen.host))
    refuse(
      ['host'],
      'must be 0.0.0.0, :: or 127.0.0.1 with listen.tunnel, which leads to this machine itself',
    )
  if (listen.port === 0) refuse(['port'], 'must be a fixed port with listen.tunnel, such as 3000')
  if (listen.publicUrl !== undefined)
    refuse(['publicUrl'], 'stands beside listen.tunnel, which brings an address of its own. Keep one of them')
  if (listen.tls.mode !== 'off')
    refuse(['tls', 'mode'], 'must be off with listen.tunnel, which brings HTTPS of its own')
}

/** Where the server listens, and whom it believes. */
export const listenSchema = z
  .strictObject({
    host: hostSchema
      .default('0.0.0.0')
      .describe(
        'Address of this machine to listen on, for pages and media. `0.0.0.0` means every IPv4 address, `::` ' +
          'every IPv4 and IPv6 address, those that the machine gets later included; `127.0.0.1` means this ' +
          'machine alone. Where nobody sets it, a machine that has IPv6 addresses only listens on `::`.',
      ),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(3000)
      .describe('TCP port of pages and signaling. 0 takes any free one.'),
    announce: z
      .array(announcedSchema)
      .max(16)
      .default([])
      .describe(
        'Addresses that browsers are told to send media to: the public IP address or host name of a server ' +
          'behind NAT or in a container. Empty announces the addresses that the server listens on.',
      ),
    stun: z
      .array(stunServerSchema)
      .max(4)
      .default([])
      .describe(
        'STUN servers that tell the public address of a server behind NAT, such as `stun.cloudflare.com:3478`. They are ' +
          'asked at the start and every five minutes, only while `announce` is empty and no address of this machine is ' +
          'public, and most of them decide. The media ports have to be forwarded all the same. Empty asks nobody.',
      ),
    singlePort: z
      .enum(['auto', 'on', 'off'])
      .default('auto')
      .describe(
        'Whether media also comes to `port`, over TCP, for guests in networks that let nothing else through. `auto`: ' +
          'unless a proxy or a tunnel is in front, which would not pass it on (`trustProxy`, or `publicUrl` without HTTPS of ' +
          'this server), or `host` is a loopback address.',
      ),
    tls: tlsSchema.prefault({}).describe('HTTPS.'),
    acme: acmeSchema.prefault({}),
    trustProxy: z
      .union([z.literal(false), z.array(addressRangeSchema).min(1).max(64)])
      .default(false)
      .describe(
        'Reverse proxies in front, as IP addresses or ranges such as `10.0.0.0/8`. Only their ' +
          '`X-Forwarded-*` headers are believed; `false` believes nobody. They should send `X-Forwarded-For` and ' +
          '`X-Forwarded-Proto`, and pass `Host` on.',
      ),
    allowedHosts: z
      .array(hostNameSchema)
      .max(64)
      .default([])
      .describe(
        'Further host names under which this server is opened over plain HTTP. Its IP addresses, `localhost`, the ' +
          'name of the machine, the names in `announce` and the hosts of `allowedOrigins` always work, and over ' +
          'HTTPS, here or at a trusted proxy, every name does. Other names are refused, because any website can ' +
          'let its own name point here (DNS rebinding).',
      ),
    publicUrl: publicUrlSchema
      .optional()
      .describe(
        'Address of the start page as guests see it, for a server behind a reverse proxy, such as ' +
          '`https://meet.example.org` or, below a path, `https://example.org/meet`. The proxy may pass the path on ' +
          'or remove it. Links name this address, and its pages may always connect.',
      ),
    tunnel: z
      .enum(['none', 'cloudflared', 'tailscale', 'ssh'])
      .default('none')
      .describe(
        'A program on this machine through which guests from elsewhere open the pages, to try the server: ' +
          '`cloudflared`, `tailscale` (Funnel), or `ssh` (localhost.run). It must be installed; it ends with the server. ' +
          'Sound and video do not pass it. See docs/phone.md.',
      ),
    allowedOrigins: z
      .array(originSchema)
      .max(64)
      .default([])
      .describe(
        'Origins of pages on other hosts that may use this server, such as `https://meet.example.org`. ' +
          'Pages that this server delivered itself may always.',
      ),
  })
  .superRefine(checkAcme)
  .superRefine(checkTunnel)
  .describe('Where the server listens, and whom it believes.')
