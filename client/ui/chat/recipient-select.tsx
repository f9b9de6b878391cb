import { useId, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { setInterface, useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'

/** Chooses who reads the next message. */
export function RecipientSelect(): ReactNode {
  const { t, i18n } = useTranslation()
  const id = useId()
  const to = useInterface((state) => state.recipient)
  const order = useMeeting((state) => state.order)
  const names = useMeeting(
    useShallow((state) => state.order.map((one) => state.participants[one]?.name ?? '')),
  )
  const people = useMemo(() => {
    const collator = new Intl.Collator(i18n.language)
    return order
      .map((one, index) => ({ id: one, name: names[index] ?? '' }))
      .sort((a, b) => collator.compare(a.name, b.name))
  }, [order, names, i18n.language])
  const isGone = to !== '' && !order.includes(to)
  return (
    <div className="recipient">
      <label htmlFor={id}>{t('chat.to')}</label>
      <select
        id={id}
        value={isGone ? 'gone' : to}
        onChange={(event) => setInterface({ recipient: event.target.value })}
      >
        <option value="">{t('chat.everyone')}</option>
        {/* A private text must not go to everybody because its reader left. */}
        {isGone && <option value="gone">–</option>}
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
      </select>
      {isGone && (
        <p className="recipient-gone" role="alert">
          {t('errors.recipient_gone')}
        </p>
      )}
    </div>
  )
}
