import { Check, Pencil, X } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { DISPLAY_NAME_MAX } from '../../../protocol/limits.ts'
import { checkDisplayName, splitNameMark } from '../../../protocol/display-name.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { may } from '../../store/permissions.ts'
import { nameProblemText } from '../shell/name-problem-text.ts'
import { notify } from '../toasts/notify.ts'
import { saveName } from './save-name.ts'

/** The own name in the list; it can be changed here. */
export function OwnName({ name }: { name: string }): ReactNode {
  const { t } = useTranslation()
  const [isEditing, setEditing] = useState(false)
  const mayRename = useMeeting((state) => may(state, 'rename'))
  const edit = (): void => {
    if (mayRename) setEditing(true)
    else notify({ id: 'rename', text: t('moderation.why.rename') })
  }
  if (isEditing) return <NameForm name={name} onDone={() => setEditing(false)} />
  return (
    <span className="own-name">
      <span className="person-name">{t('meeting.stage.you', { name })}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={t('people.editName')}
        aria-description={mayRename ? undefined : t('moderation.why.rename')}
        aria-disabled={!mayRename || undefined}
        title={t(mayRename ? 'people.editName' : 'moderation.why.rename')}
        onClick={edit}
      >
        <Pencil size={16} aria-hidden="true" />
      </button>
    </span>
  )
}

function NameForm({ name, onDone }: { name: string; onDone: () => void }): ReactNode {
  const { t } = useTranslation()
  // The mark is the server's to add; nobody can type it.
  const [typed, setTyped] = useState(() => splitNameMark(name).name)
  const field = useRef<HTMLInputElement>(null)
  const errorId = useId()
  const { name: displayName, problem } = checkDisplayName(typed)
  const save = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (problem) return field.current?.focus()
    void saveName(displayName, (name) => actions.rename(name))
    onDone()
  }
  const cancelOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.stopPropagation()
    onDone()
  }
  return (
    <form className="name-form" onSubmit={save} onKeyDown={cancelOnEscape}>
      <input
        ref={field}
        className="input"
        autoFocus
        aria-label={t('people.name')}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && errorId}
        maxLength={DISPLAY_NAME_MAX * 2}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <button
        type="submit"
        className="icon-button"
        aria-label={t('common.save')}
        disabled={problem !== undefined}
      >
        <Check size={18} aria-hidden="true" />
      </button>
      <button type="button" className="icon-button" aria-label={t('common.cancel')} onClick={onDone}>
        <X size={18} aria-hidden="true" />
      </button>
      {problem && (
        <p id={errorId} className="field-error" role="alert">
          {nameProblemText(problem, t('prejoin.nameRefused'), t)}
        </p>
      )}
    </form>
  )
}
