import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { markAfterKey, type Recipient } from './recipient-options.ts'
import { useRecipientOptions } from './use-recipient-options.ts'
import { chooseRecipient, useRecipient } from './use-recipient.ts'

/**
 * Chooses a recipient by typing a part of the name, where a list of everybody would be endless.
 * Source: W3C, ARIA Authoring Practices Guide, "Editable Combobox With List Autocomplete".
 */
export function RecipientSearch({ id }: { id: string }): ReactNode {
  const { t } = useTranslation()
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const to = useRecipient()
  const [isOpen, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState(-1)
  const { people, isSearching } = useRecipientOptions(isOpen, typed)
  const everyone: (Recipient | null)[] = typed.trim() === '' ? [null] : []
  const options = [...everyone, ...people]
  const close = (): void => {
    setOpen(false)
    setTyped('')
    setMarked(-1)
  }
  const choose = (recipient: Recipient | null): void => {
    chooseRecipient(recipient)
    close()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // Enter and Escape that end the composition of a Korean syllable mean nothing else.
    if (event.nativeEvent.isComposing) return
    const next = markAfterKey(event.key, isOpen ? marked : -1, options.length)
    if (next !== undefined) {
      setOpen(true)
      setMarked(next)
    } else if (event.key === 'Enter') {
      const option = options[marked]
      if (isOpen && option !== undefined) choose(option)
      else setOpen(true)
    } else if (event.key === 'Escape' && isOpen) close()
    else return
    event.preventDefault()
  }
  const current = to ? to.name : t('chat.everyone')
  useEffect(() => {
    // A closed list leaves the name in the field: what is typed next replaces it, and is not appended.
    if (!isOpen && document.activeElement === field.current) field.current?.select()
  }, [isOpen, current])
  return (
    <div className="recipient-search">
      <input
        ref={field}
        id={id}
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen && options.length > 0 ? listId : undefined}
        aria-activedescendant={isOpen && marked >= 0 ? `${listId}-${marked}` : undefined}
        placeholder={isOpen ? t('chat.findRecipient') : undefined}
        value={isOpen ? typed : current}
        onChange={(event) => {
          setOpen(true)
          setTyped(event.target.value)
          setMarked(event.target.value.trim() === '' ? -1 : 0)
        }}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <RecipientOptions
          isSearching={isSearching}
          listId={listId}
          options={options}
          marked={marked}
          chosen={to?.id}
          onChoose={choose}
        />
      )}
      <FoundCount isOpen={isOpen} isSearching={isSearching} count={people.length} />
    </div>
  )
}

interface FoundCountProps {
  isOpen: boolean
  isSearching: boolean
  count: number
}

/** It is always there: what appears together with its text is not read out everywhere. */
function FoundCount({ isOpen, isSearching, count }: FoundCountProps): ReactNode {
  const { t } = useTranslation()
  const isTold = isOpen && !(isSearching && count === 0)
  return (
    <span className="visually-hidden" role="status">
      {isTold && t('chat.found', { count })}
    </span>
  )
}

interface RecipientOptionsProps {
  listId: string
  options: readonly (Recipient | null)[]
  marked: number
  chosen: string | undefined
  /** More may be found in a moment. */
  isSearching: boolean
  onChoose: (recipient: Recipient | null) => void
}

function RecipientOptions({
  listId,
  options,
  marked,
  chosen,
  isSearching,
  onChoose,
}: RecipientOptionsProps): ReactNode {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // Newer browsers return a promise, which is no clean-up.
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' })
  }, [marked])
  if (options.length === 0 && isSearching) return null
  return (
    <div className="recipient-options">
      {options.length > 0 && (
        <ul ref={list} id={listId} role="listbox" aria-label={t('chat.to')}>
          {options.map((option, index) => (
            <li
              key={option?.id ?? ''}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={option?.id === chosen}
              data-marked={index === marked}
              // The field keeps the focus, or the list would close before the click.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(option)}
            >
              {option ? option.name : t('chat.everyone')}
            </li>
          ))}
        </ul>
      )}
      {options.length === 0 && <p>{t('people.noMatch')}</p>}
    </div>
  )
}
