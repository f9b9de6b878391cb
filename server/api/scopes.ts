/**
 * What a key may be allowed, and what that means. Scopes are the only thing that separates programs: each route
 * names exactly one.
 */
export const SCOPES = {
  'rooms:read': 'Lists rooms; reads their rules, owners, invitations and bans.',
  'rooms:write': 'Makes, configures, ends and forgets rooms; invites people and lifts bans.',
  'participants:read': 'Reads who is in a room.',
  'participants:write': 'Stops tracks, gives roles, moves and removes people.',
  'chat:read': 'Exports what was written to everybody.',
  'log:read': 'Exports the log of what hosts and programs did.',
  'server:write':
    'Drains the server, blocks addresses and lets them in again. Not for keys that are limited to rooms.',
  'server:log':
    'Reads the end of the log, and which addresses are blocked. Not for keys that are limited to rooms.',
  'settings:read': 'Reads the settings and the state of the server. Not for keys that are limited to rooms.',
  'checks:read': 'Reads what guests’ own checks found. Not for keys that are limited to rooms.',
  'webhooks:read': 'Reads what receivers of webhooks were sent. Not for keys that are limited to rooms.',
  'webhooks:write': 'Sends webhooks again. Not for keys that are limited to rooms.',
} as const

/** What a key may be allowed. */
export type Scope = keyof typeof SCOPES

/** All of them. */
export const SCOPE_NAMES = Object.keys(SCOPES) as [Scope, ...Scope[]]

/** Those that are about the whole server, and of no use to a key that is limited to rooms. */
export const SERVER_SCOPES: readonly Scope[] = [
  'settings:read',
  'checks:read',
  'webhooks:read',
  'webhooks:write',
]
