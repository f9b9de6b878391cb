import i18next from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonDialog } from '../../store/interface.ts'
import { Dialog } from '../controls/dialog.tsx'
import { notify } from '../toasts/notify.ts'
import { askServer } from './ask-server.ts'

/** Asks before somebody is removed, or kept out as well. */
export function RemoveDialog({ person, onClose }: { person: PersonDialog; onClose: () => void }): ReactNode {
  const { t } = useTranslation()
  const { kind, id, name } = person
  const ban = kind === 'ban'
  const remove = (): void => {
    onClose()
    void removePerson(id, name, ban)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(ban ? 'moderation.remove.banTitle' : 'moderation.remove.title', { name })}
      text={t(ban ? 'moderation.remove.banText' : 'moderation.remove.text')}
    >
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="button button-danger" onClick={remove}>
          {t(ban ? 'moderation.remove.banConfirm' : 'moderation.remove.confirm')}
        </button>
      </div>
    </Dialog>
  )
}

async function removePerson(participantId: string, name: string, ban: boolean): Promise<void> {
  const { bans: before } = (ban ? await askServer('ban:list', {}) : undefined) ?? { bans: [] }
  if (!(await askServer('participant:remove', { participantId, ban }))) return
  if (!ban) {
    notify({ id: `remove-${participantId}`, text: i18next.t('moderation.done.removed', { name }) })
    return
  }
  const known = new Set(before.map(({ id }) => id))
  const lift = async (): Promise<void> => {
    const after = await askServer('ban:list', {})
    // Another host may have banned somebody else meanwhile.
    const added = after?.bans.find((one) => !known.has(one.id) && one.name === name)
    if (!added || !(await askServer('ban:lift', { id: added.id }))) return
    notify({ id: `remove-${participantId}`, text: i18next.t('moderation.done.unbanned', { name }) })
  }
  notify({
    id: `remove-${participantId}`,
    text: i18next.t('moderation.done.banned', { name }),
    action: { label: i18next.t('moderation.done.undo'), run: () => void lift() },
  })
}
