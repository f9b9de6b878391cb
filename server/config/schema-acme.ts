import { isIP } from 'node:net'
import { z } from 'zod'
import { isHostName } from './host-names.ts'

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory'

const certifiedSchema = z
  .string()
  .refine((value) => isIP(value) !== 0 || (isHostName(value) && !value.endsWith('.')))
  .meta({ allowed: 'a host name such as meet.example.org, or a public IP address' })
const directorySchema = z
  .string()
  .max(2048)
  .refine((value) => URL.canParse(value) && new URL(value).protocol === 'https:')
  .meta({ allowed: 'an https:// address' })

const bindingSchema = z
  .strictObject({
    keyId: z.string().min(1).max(512).optional().describe('Key identifier that the authority gave you.'),
    secret: z
      .string()
      .regex(/^[A-Za-z0-9_+/=-]{1,1024}$/)
      .meta({ allowed: 'an HMAC key in base64url' })
      .optional()
      .describe('HMAC key that the authority gave you. Never logged.'),
    secretFile: z.string().min(1).optional().describe('File that holds the HMAC key, instead of `secret`.'),
  })
  .superRefine(({ keyId, secret, secretFile }, context) => {
    const problem = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (secret !== undefined && secretFile !== undefined)
      problem('secretFile', 'stands beside secret; keep one of them')
    const hasKey = secret !== undefined || secretFile !== undefined
    if (hasKey && keyId === undefined) problem('keyId', 'is needed, because a secret is set')
    if (!hasKey && keyId !== undefined) problem('secret', 'or secretFile is needed, because keyId is set')
  })

/** How a certificate is got by ACME, RFC 8555. */
export const acmeSchema = z
  .strictObject({
    names: z
      .array(certifiedSchema)
      .max(16)
      .default([])
      .describe(
        'Host names under which guests open this server, and for which it gets a certificate. With names, ' +
          '`listen.tls.mode` is `acme`, `listen.port` is 443 and `listen.publicUrl` is the first name, unless they are set. ' +
          'TCP port 80 or 443 of each name must lead here.',
      ),
    publicAddress: z
      .boolean()
      .default(false)
      .describe(
        'Gets a certificate for the public IP address of this server instead of names. It is the first public one of ' +
          '`announce`, of this machine, or the one that `stun` tells.',
      ),
    directoryUrl: directorySchema
      .default(LETS_ENCRYPT)
      .describe(
        'Directory of the certificate authority; Let’s Encrypt by default. Asking for a certificate accepts its terms.',
      ),
    directoryCaFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'PEM file with the root certificate of an authority of your own, which this system does not trust.',
      ),
    email: z.email().max(254).optional().describe('Where the authority may write to you.'),
    eab: bindingSchema
      .prefault({})
      .describe('External account binding, for authorities that ask for an account elsewhere.'),
    httpPort: z
      .int()
      .min(0)
      .max(65_535)
      .default(80)
      .describe(
        'TCP port for plain HTTP, on which the authority looks (as port 80 of the name), and guests are sent on to HTTPS. ' +
          '0 opens none; then, and where the port is taken, the authority looks on port 443.',
      ),
  })
  .describe('A certificate that browsers trust, by ACME.')

interface Listen {
  readonly port: number
  readonly publicUrl?: string | undefined
  readonly tls: { readonly mode: string }
  readonly acme: z.infer<typeof acmeSchema>
}

/** Finds settings that contradict each other. */
export function checkAcme({ tls, acme, port, publicUrl }: Listen, context: z.RefinementCtx): void {
  const problem = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message })
  const { names, publicAddress, httpPort } = acme
  if (tls.mode !== 'acme') {
    const noEffect = `has no effect, because listen.tls.mode is "${tls.mode}"; leave that out, or set it to acme`
    if (names.length > 0) problem(['acme', 'names'], noEffect)
    if (publicAddress) problem(['acme', 'publicAddress'], noEffect)
    return
  }
  if (names.length > 0 && publicAddress) {
    problem(['acme', 'publicAddress'], 'stands beside listen.acme.names; keep one of them')
  }
  if (names.length === 0 && !publicAddress) {
    problem(
      ['acme', 'names'],
      'is needed, because listen.tls.mode is "acme": the name of this server, or set listen.acme.publicAddress to true',
    )
  }
  if (httpPort !== 0 && httpPort === port) {
    problem(
      ['acme', 'httpPort'],
      `is also listen.port (${port}); pages are served by HTTPS there, so choose another one`,
    )
  }
  if (publicUrl !== undefined) checkPublicUrl(new URL(publicUrl), names, problem)
}

function checkPublicUrl(
  { protocol, hostname }: URL,
  names: readonly string[],
  problem: (path: string[], message: string) => void,
): void {
  if (protocol !== 'https:')
    problem(['publicUrl'], 'must begin with https://, because listen.tls.mode is "acme"')
  const host = hostname.replace(/^\[|\]$/g, '')
  const isNamed = names.some((name) => urlHost(name).replace(/^\[|\]$/g, '') === host)
  if (names.length > 0 && !isNamed) {
    problem(
      ['publicUrl'],
      `names ${host}, for which there will be no certificate: add it to listen.acme.names`,
    )
  }
}

/** A name or an address as it stands in a URL. */
function urlHost(name: string): string {
  return new URL(`https://${isIP(name) === 6 ? `[${name}]` : name}/`).hostname
}

/**
 * The address of the start page of a server that has a certificate for a name.
 *
 * @param name - host name or IP address
 * @param port - TCP port of the pages; 0 for one that is not known yet
 * @returns undefined for a port that is not known
 */
export function addressOf(name: string, port: number): string | undefined {
  return port === 0 ? undefined : new URL(`https://${urlHost(name)}:${port}/`).href
}
