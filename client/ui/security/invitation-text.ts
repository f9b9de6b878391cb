import type { TFunction } from 'i18next'
import type { Invitation } from '../../../protocol/index.ts'

/** How long an invitation can be good, in minutes; null until it is revoked. */
export const EXPIRIES = [
  { key: 'hour', minutes: 60 },
  { key: 'day', minutes: 24 * 60 },
  { key: 'week', minutes: 7 * 24 * 60 },
  { key: 'month', minutes: 30 * 24 * 60 },
  { key: 'always', minutes: null },
] as const

/** How often an invitation can be used; null for any number of times. */
export const USES = [1, 10, 100, null] as const

/** Text under `security` that names a role. */
export const ROLE_TEXTS = {
  host: 'roleHost',
  'co-host': 'roleCoHost',
  speaker: 'roleSpeaker',
  viewer: 'roleViewer',
} as const

/** What an invitation is still good for: role, uses, time. */
export function describeInvitation(
  { role, usesLeft, expiresAt }: Pick<Invitation, 'role' | 'usesLeft' | 'expiresAt'>,
  t: TFunction,
  language: string,
): string {
  const parts = [t(`security.${ROLE_TEXTS[role]}`)]
  if (usesLeft !== null) parts.push(t('security.usesLeft', { count: usesLeft }))
  if (expiresAt !== null) {
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
    parts.push(t('security.until', { time: format.format(expiresAt) }))
  }
  return parts.join(' · ')
}
