import type { TFunction } from 'i18next'
import type { LogEntry } from '../../../protocol/index.ts'

type Details = NonNullable<LogEntry['details']>

/** Where the panel in which rules are set has the name of each. */
const NAMES = {
  locked: 'security.locked',
  lobby: 'security.lobby',
  webinar: 'security.webinar',
  startMuted: 'security.startMuted',
  microphone: 'security.microphone',
  camera: 'security.camera',
  screen: 'security.screen',
  chat: 'security.chat',
  privateChat: 'security.privateChat',
  rename: 'security.rename',
  maxParticipants: 'security.most',
  hours: 'security.hours',
} as const

/** And those of their choices; private messages alone can be `off`. */
const CHOICES = {
  everyone: 'security.everyone',
  speakers: 'security.speakers',
  hosts: 'security.hosts',
  'with-hosts': 'security.withHosts',
  off: 'security.nobody',
} as const

/** Rules that were changed, each in the words in which it was chosen. One that this page does not know reads as it is. */
export function ruleTexts(details: Details, t: TFunction): string[] {
  return Object.entries(details).map(([rule, value]) =>
    t('moderation.log.rule', {
      rule: Object.hasOwn(NAMES, rule) ? t(NAMES[rule as keyof typeof NAMES]) : rule,
      value: valueText(value, t),
      skipOnVariables: true,
    }),
  )
}

function valueText(value: Details[string] | undefined, t: TFunction): string {
  if (value === null) return t('moderation.log.noLimit')
  if (typeof value === 'boolean') return t(value ? 'moderation.log.on' : 'moderation.log.off')
  const text = String(value)
  return Object.hasOwn(CHOICES, text) ? t(CHOICES[text as keyof typeof CHOICES]) : text
}
