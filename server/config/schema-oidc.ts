import { z } from 'zod'
import { isProviderUrl, PROVIDER_URL } from './provider-url.ts'

const groups = z.array(z.string().min(1).max(256)).max(64).default([])
const claim = z
  .string()
  .regex(/^[\x21-\x7e]{1,256}$/)
  .meta({ allowed: 'the name of a claim such as groups, or a path such as realm_access.roles' })

/** Accounts of an OpenID Connect provider. */
export const oidcSchema = z
  .strictObject({
    issuer: z
      .string()
      .max(2048)
      .refine(isProviderUrl)
      .meta({ allowed: PROVIDER_URL })
      .optional()
      .describe(
        'Address of the OpenID Connect provider, such as `https://sso.example.org/realms/example`. Without it ' +
          'nobody can sign in.',
      ),
    clientId: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('Id of this server at the provider. Its redirect URI there is `<address>/auth/callback`.'),
    clientSecret: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Secret of this server at the provider; none for a public client. Never logged.'),
    clientAuthentication: z
      .enum(['client_secret_basic', 'client_secret_post'])
      .default('client_secret_basic')
      .describe('How the server shows its secret to the provider, as it is registered there.'),
    name: z
      .string()
      .min(1)
      .max(64)
      .default('OpenID Connect')
      .describe('What people know the provider by: the page says "Sign in with …".'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/))
      .max(16)
      .default(['openid', 'profile'])
      .describe(
        'What the provider is asked for. Some want a scope such as `groups` before they tell groups.',
      ),
    nameClaim: claim.default('name').describe('The claim that holds the name of a person.'),
    groupsClaim: claim
      .default('groups')
      .describe('The claim that lists the groups or roles of a person; a dot leads into an object.'),
    hosts: groups.describe('Groups whose people are hosts, in every room.'),
    coHosts: groups.describe('Groups whose people are co-hosts, in every room.'),
    viewers: groups.describe(
      'Groups whose people are viewers, in every room, unless they are hosts by another.',
    ),
    sessionHours: z
      .number()
      .min(0.1)
      .max(720)
      .default(12)
      .describe('How long somebody stays signed in, in hours.'),
  })
  .superRefine((oidc, context) => {
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message })
    if (oidc.issuer !== undefined && oidc.clientId === undefined)
      refuse('clientId', 'is needed, because access.oidc.issuer is set')
    if (oidc.issuer === undefined && (oidc.clientId ?? oidc.clientSecret) !== undefined)
      refuse('issuer', 'is needed, because a client of it is set')
    if (!oidc.scopes.includes('openid'))
      refuse('scopes', 'must hold openid, or the provider does not say who somebody is')
  })
  .describe('Accounts of an OpenID Connect provider such as Keycloak.')

/** What is known of the provider of accounts. */
export type OidcSettings = z.infer<typeof oidcSchema>
