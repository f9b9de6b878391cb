import { useId, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { useMeeting } from '../../store/meeting.ts'
import { whyNotWrite } from '../../store/permissions.ts'
import { RecipientSearch } from './recipient-search.tsx'
import { chooseRecipient, useRecipient } from './use-recipient.ts'

/** Chooses who reads the next message: from a list of everybody, or by a search where there are many. */
export function RecipientSelect(): ReactNode {
  const { t } = useTranslation()
  const id = useId()
  const isWhole = useMeeting((state) => state.isWhole)
  const isGone = useRecipient()?.isGone ?? false
  return (
    <div className="recipient">
      <label htmlFor={id}>{t('chat.to')}</label>
      {isWhole ? <RecipientList id={id} /> : <RecipientSearch id={id} />}
      {isGone && (
        <p className="recipient-gone" role="alert">
          {t('errors.recipient_gone')}
        </p>
      )}
    </div>
  )
}

function RecipientList({ id }: { id: string }): ReactNode {
  const { t, i18n } = useTranslation()
  const to = useRecipient()
  const order = useMeeting((state) => state.order)
  // Whom the rules do not let one write to is no choice.
  const open = useMeeting(
    useShallow((state) => state.order.filter((one) => whyNotWrite(state, one) === null)),
  )
  const names = useMeeting(useShallow((state) => open.map((one) => state.participants[one]?.name ?? '')))
  const people = useMemo(() => {
    const collator = new Intl.Collator(i18n.language)
    return open
      .map((one, index) => ({ id: one, name: names[index] ?? '' }))
      .sort((a, b) => collator.compare(a.name, b.name))
  }, [open, names, i18n.language])
  const isGone = to !== null && !order.includes(to.id)
  const isListed = to === null || open.includes(to.id)
  return (
    <select
      id={id}
      value={isListed ? (to?.id ?? '') : 'gone'}
      onChange={(event) => chooseRecipient(people.find((person) => person.id === event.target.value) ?? null)}
    >
      <option value="">{t('chat.everyone')}</option>
      {/* A private text must not go to everybody because its reader left. */}
      {!isListed && <option value="gone">{isGone ? '–' : to.name}</option>}
      {people.map((person) => (
        <option key={person.id} value={person.id}>
          {person.name}
        </option>
      ))}
    </select>
  )
}
