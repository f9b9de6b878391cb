import { z } from 'zod'
import { oidcSchema, type OidcSettings } from './schema-oidc.ts'
import { isProviderUrl, PROVIDER_URL } from './provider-url.ts'

// RFC 7518, section 3.2: a key of the size of the hash at least, or it can be guessed from a single token.
const SECRET_MIN_BYTES = 32
const KEY_SOURCES = ['secret', 'keyFile', 'jwksFile', 'jwksUrl'] as const

const fileSchema = z.string().min(1).max(4096)
const word = (most: number) => z.string().min(1).max(most)

// A host, or every host below a domain, as in a source of CSP Level 3, section 2.3.1.
const PICTURE_HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

const tokenShape = {
  issuer: word(256).describe(
    'What the tokens say in `iss`: the name of the portal, the application id of Jitsi, the API key of LiveKit.',
  ),
  dialect: z
    .enum(['plenary', 'jitsi', 'livekit'])
    .default('plenary')
    .describe('Whose words the tokens use: those of docs/accounts.md, of Jitsi Meet, or of LiveKit.'),
  audience: word(256)
    .optional()
    .describe('What the tokens must say in `aud`. Without it, whatever they say there is taken.'),
  tenant: word(256)
    .optional()
    .describe('With `dialect: jitsi`, what the tokens must say in `sub`; without it, whatever they say.'),
  algorithm: z
    .enum(['HS256', 'RS256', 'ES256', 'EdDSA'])
    .default('HS256')
    .describe('The one algorithm that the tokens are signed with. Every other one is refused.'),
  secret: z
    .string()
    .max(4096)
    .optional()
    .describe('With `HS256`: the secret that the portal signs with, of at least 32 bytes. Never logged.'),
  keyFile: fileSchema.optional().describe('PEM file with the public key of the portal.'),
  jwksFile: fileSchema
    .optional()
    .describe('File with the public keys of the portal as a JSON Web Key Set, RFC 7517.'),
  jwksUrl: z
    .string()
    .max(2048)
    .refine(isProviderUrl)
    .meta({ allowed: PROVIDER_URL })
    .optional()
    .describe('Address at which the portal publishes such a set. Its keys may change at any time.'),
  anyRoom: z
    .boolean()
    .default(false)
    .describe('Whether a token may be for every room, as `*`. Whoever holds it may enter all of them.'),
  once: z
    .boolean()
    .default(false)
    .describe(
      'Whether a token belongs to the first browser that shows it. Such tokens need a `jti`. What was shown is ' +
        'remembered until the token expires; without a storage file no longer than until the server restarts.',
    ),
  clockToleranceSeconds: z
    .int()
    .min(0)
    .max(600)
    .default(30)
    .describe('How far the clock of the portal may be off, in seconds.'),
  maxLifeMinutes: z
    .int()
    .min(1)
    .max(527_040)
    .default(1440)
    .describe(
      'Longest life of a token, in minutes. One that lives longer is refused: it could leak meanwhile.',
    ),
}

type TokenShape = z.infer<z.ZodObject<typeof tokenShape>>

const joinTokensSchema = z.strictObject(tokenShape).superRefine((entry, context) => {
  const refuse = (key: keyof TokenShape, message: string): void =>
    context.addIssue({ code: 'custom', path: [key], message })
  const [source, ...others] = KEY_SOURCES.filter((key) => entry[key] !== undefined)
  for (const other of others) refuse(other, `stands beside ${source}. Keep the one that holds the key.`)
  if (entry.algorithm === 'HS256') checkSecret(entry.secret, source, refuse)
  else if (source === undefined)
    refuse(
      'keyFile',
      `is needed with ${entry.algorithm}, or jwksFile or jwksUrl: the public key of the portal`,
    )
  else if (source === 'secret')
    refuse('secret', `is for HS256. ${entry.algorithm} takes a public key: keyFile`)
  if (entry.dialect === 'livekit' && entry.algorithm !== 'HS256')
    refuse('algorithm', 'must be HS256 with "dialect: livekit", which signs with the API secret')
  if (entry.tenant !== undefined && entry.dialect !== 'jitsi')
    refuse('tenant', 'has no effect, because the dialect is not jitsi')
})

function checkSecret(
  secret: string | undefined,
  source: (typeof KEY_SOURCES)[number] | undefined,
  refuse: (key: keyof TokenShape, message: string) => void,
): void {
  // A public key that served as the secret of HS256 would let everybody sign.
  if (source !== undefined && source !== 'secret') {
    refuse(source, 'is for RS256, ES256 and EdDSA. Say which in algorithm, or give a secret for HS256')
  } else if (secret === undefined) {
    refuse('secret', 'is needed with HS256: what the portal signs its tokens with')
  } else if (Buffer.byteLength(secret) < SECRET_MIN_BYTES) {
    refuse(
      'secret',
      `must have at least ${SECRET_MIN_BYTES} bytes, or it can be guessed from one token. ` +
        'Make one with "openssl rand -base64 48", here and at the portal',
    )
  }
}

/** The keys of the section `access` that say whom else the server believes: portals and accounts of elsewhere. */
export const accountsShape = {
  tokens: z
    .array(joinTokensSchema)
    .max(16)
    .default([])
    .describe('Portals whose signed tokens (JWT) say who may enter which room: see docs/accounts.md.'),
  oidc: oidcSchema.prefault({}),
  pictureHosts: z
    .array(
      z
        .string()
        .max(253)
        .regex(PICTURE_HOST)
        .meta({ allowed: 'a host name in small letters such as gravatar.com, or *.gravatar.com' }),
    )
    .max(32)
    .default([])
    .describe(
      'Hosts from which pictures of people are shown, over HTTPS. Other pictures are left out: whoever serves ' +
        'one learns the addresses of all who see it.',
    ),
}

/** A portal whose tokens are believed. */
export type TokenSettings = z.infer<typeof joinTokensSchema>

/** The section `access` as far as portals and accounts of elsewhere go. */
export interface AccountsSettings {
  mode: 'open' | 'accounts' | 'tokens'
  tokens: readonly TokenSettings[]
  oidc: OidcSettings
  pictureHosts: readonly string[]
}

/** Refuses a mode in which nobody could come in. For `superRefine` of the section. */
export function checkMode({ mode, tokens, oidc }: AccountsSettings, context: z.RefinementCtx): void {
  const refuse = (message: string): void => context.addIssue({ code: 'custom', path: ['mode'], message })
  if (mode === 'tokens' && tokens.length === 0)
    refuse('needs access.tokens: with "tokens" nobody comes in without a token of a portal')
  if (mode === 'accounts' && oidc.issuer === undefined)
    refuse('needs access.oidc.issuer: with "accounts" nobody makes a room without signing in')
}
