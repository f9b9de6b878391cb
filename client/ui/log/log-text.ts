import type { TFunction } from 'i18next'
import { roleSchema } from '../../../protocol/roles.ts'
import type { LogEntry } from '../../../protocol/index.ts'
import { listNames } from '../prejoin/list-names.ts'

const SOURCES = ['microphone', 'camera', 'screen'] as const

/**
 * One line of the log as a sentence, in the language of the page. What a newer server tells and this page does not
 * know reads as its plain name.
 */
export function logText(
  { kind, by, target, details = {} }: LogEntry,
  t: TFunction,
  language: string,
): string {
  const source = SOURCES.find((one) => one === details.source)
  const { data: role } = roleSchema.safeParse(details.role)
  const detail = (key: string): string => String(details[key] ?? '')
  return t(`moderation.log.says.${kind}`, {
    who: target?.name ?? by?.name ?? t('moderation.log.somebody'),
    by: by?.name ?? t('moderation.log.server'),
    target: target?.name ?? t(nobodyNamed(kind, details)),
    source: source ? t(`moderation.log.source.${source}`) : detail('source'),
    role: role ? t(`moderation.role.${role}`) : detail('role'),
    name: detail('name'),
    rules: listNames(
      Object.entries(details).map(([rule, value]) => `${rule} = ${String(value)}`),
      language,
    ),
    defaultValue: kind,
    // Names hold what their owners typed: no text of theirs is looked up as a key or filled in again.
    skipOnVariables: true,
  })
}

/** Whom a line means that names nobody: all, or, where a spotlight went out, nobody. */
function nobodyNamed(
  kind: LogEntry['kind'],
  { count }: NonNullable<LogEntry['details']>,
): 'moderation.log.everybody' | 'moderation.log.nobody' {
  return kind === 'spotlight' && !count ? 'moderation.log.nobody' : 'moderation.log.everybody'
}
