import type { TFunction } from 'i18next'
import { roleSchema } from '../../../protocol/roles.ts'
import type { LogEntry } from '../../../protocol/index.ts'
import { listNames } from '../prejoin/list-names.ts'
import { ruleTexts } from './rule-texts.ts'

type Details = NonNullable<LogEntry['details']>

const SOURCES = ['microphone', 'camera', 'screen'] as const

/**
 * One line of the log as a sentence, in the language of the page. What a newer server tells and this page does not
 * know reads as its plain name.
 */
export function logText(entry: LogEntry, t: TFunction, language: string): string {
  const { kind, by, target } = entry
  return t(`moderation.log.says.${sentenceOf(entry)}`, {
    who: target?.name ?? by?.name ?? t('moderation.log.somebody'),
    by: by?.name ?? t('moderation.log.server'),
    target: target?.name ?? t('moderation.log.everybody'),
    ...detailTexts(entry.details ?? {}, t, language),
    defaultValue: kind,
    // Names hold what their owners typed: no text of theirs is looked up as a key or filled in again.
    skipOnVariables: true,
  })
}

/** What a sentence may say besides who did it to whom. */
function detailTexts(details: Details, t: TFunction, language: string): Record<string, string> {
  const source = SOURCES.find((one) => one === details.source)
  const { data: role } = roleSchema.safeParse(details.role)
  const detail = (key: string): string => String(details[key] ?? '')
  return {
    source: source ? t(`moderation.log.source.${source}`) : detail('source'),
    role: role ? t(`moderation.role.${role}`) : detail('role'),
    before: detail('before'),
    to: detail('to'),
    people: detail('people') || t('moderation.log.nobody'),
    time: typeof details.at === 'number' ? clock(details.at, language) : '',
    rules: listNames(ruleTexts(details, t), language),
  }
}

/** Hours and minutes, as people of this language write them. */
export function clock(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at)
}

/** Some kinds are said in two ways. */
function sentenceOf({
  kind,
  by,
  target,
  details,
}: LogEntry): LogEntry['kind'] | 'renamedSelf' | 'endingCalledOff' {
  if (kind === 'renamed' && by?.id !== undefined && by.id === target?.id) return 'renamedSelf'
  if (kind === 'ending' && typeof details?.at !== 'number') return 'endingCalledOff'
  return kind
}
