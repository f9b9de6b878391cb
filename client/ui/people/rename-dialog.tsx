import { useId, useState, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { checkDisplayName, splitNameMark } from '../../../protocol/display-name.ts'
import { DISPLAY_NAME_MAX } from '../../../protocol/limits.ts'
import type { PersonDialog } from '../../store/interface.ts'
import { Dialog } from '../controls/dialog.tsx'
import { nameProblemText } from '../shell/name-problem-text.ts'
import { askServer } from './ask-server.ts'

/** Gives somebody else another name. */
export function RenameDialog({ person, onClose }: { person: PersonDialog; onClose: () => void }): ReactNode {
  const { t } = useTranslation()
  const { id: participantId, name } = person
  const errorId = useId()
  const [typed, setTyped] = useState(() => splitNameMark(name).name)
  const { name: wanted, problem } = checkDisplayName(typed)
  const rename = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (problem) return
    onClose()
    void askServer('participant:rename', { participantId, name: wanted })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('moderation.rename.title', { name })}
      text={t('moderation.rename.text', { name })}
    >
      <form className="dialog-form" onSubmit={rename}>
        <input
          className="input"
          autoFocus
          aria-label={t('moderation.rename.label')}
          aria-invalid={problem !== undefined}
          aria-describedby={problem && errorId}
          maxLength={DISPLAY_NAME_MAX * 2}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
        {problem && (
          <p id={errorId} className="field-error" role="alert">
            {nameProblemText(problem, t('prejoin.nameRefused'), t)}
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={problem !== undefined}>
            {t('moderation.rename.confirm')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
