import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listNames } from '../prejoin/list-names.ts'
import type { PresenceGroup } from './chat-groups.ts'

const MOST_NAMES = 3

/** Says who came and who went, in one quiet line. */
export function PresenceLine({ group }: { group: PresenceGroup }): ReactNode {
  const { t, i18n } = useTranslation()
  const join = (names: readonly string[]): string => {
    const shown = names.slice(0, MOST_NAMES)
    const hidden = names.length - shown.length
    return listNames([...shown, ...(hidden > 0 ? [t('chat.more', { count: hidden })] : [])], i18n.language)
  }
  const { joined, left } = group
  return (
    <p className="presence">
      {joined.length > 0 && <span>{t('chat.joined', { count: joined.length, names: join(joined) })}</span>}
      {left.length > 0 && <span>{t('chat.leftRoom', { count: left.length, names: join(left) })}</span>}
    </p>
  )
}
