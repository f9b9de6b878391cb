import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listNames } from '../prejoin/list-names.ts'
import type { PresenceGroup } from './chat-groups.ts'

const MOST_NAMES = 3

/** Says who came and who went, in one quiet line; of many only how many. */
export function PresenceLine({ group }: { group: PresenceGroup }): ReactNode {
  const { t, i18n } = useTranslation()
  const join = (names: readonly string[], unnamed: number): string => {
    const shown = names.slice(0, MOST_NAMES)
    const hidden = names.length - shown.length + unnamed
    return listNames([...shown, ...(hidden > 0 ? [t('chat.more', { count: hidden })] : [])], i18n.language)
  }
  const describe = (kind: 'joined' | 'leftRoom', names: readonly string[], unnamed: number): ReactNode => {
    if (names.length === 0) return unnamed > 0 && <span>{t(`chat.${kind}Count`, { count: unnamed })}</span>
    return <span>{t(`chat.${kind}`, { count: names.length + unnamed, names: join(names, unnamed) })}</span>
  }
  const { joined, left, joinedCount, leftCount } = group
  return (
    <p className="presence">
      {describe('joined', joined, joinedCount)}
      {describe('leftRoom', left, leftCount)}
    </p>
  )
}
