import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useAsking } from '../controls/use-asking.ts'
import { failureText } from '../shell/failure-text.ts'

/** Says something to everybody who waits. */
export function LobbyMessageForm(): ReactNode {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [told, setTold] = useState<number>()
  const { ask, isBusy, failure } = useAsking()
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    if (!text.trim() || isBusy) return
    const outcome = await ask('lobby:message', { text: text.trim() })
    if (!outcome.ok) return
    setTold(outcome.reply.told)
    setText('')
  }
  if (!isOpen) {
    return (
      <button type="button" className="button button-quiet" onClick={() => setOpen(true)}>
        {t('lobby.write')}
      </button>
    )
  }
  return (
    <form className="lobby-form" onSubmit={(event) => void submit(event)}>
      <input
        autoFocus
        className="input"
        aria-label={t('lobby.text')}
        placeholder={t('lobby.text')}
        value={text}
        maxLength={300}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button" disabled={isBusy}>
        {t('lobby.send')}
      </button>
      <p role="status" className={failure ? 'field-error' : 'field-hint'}>
        {failure ? failureText(failure, t) : told === undefined ? '' : t('lobby.told', { count: told })}
      </p>
    </form>
  )
}
