import i18next from 'i18next'
import type { MeetingActions } from '../../session/state/actions.ts'
import { setPreference } from '../../store/preferences.ts'
import { notify } from '../toasts/notify.ts'

/**
 * Changes the own name, and remembers it for the next visit once the server has agreed; says so when it has not.
 *
 * @param rename - asks the server
 */
export async function saveName(name: string, rename: MeetingActions['rename']): Promise<void> {
  if (await rename(name)) setPreference('name', name)
  // The form is closed by now, and the old name alone would not tell that the new one was refused.
  else notify({ id: 'rename', text: i18next.t('people.nameNotChanged'), tone: 'bad' })
}
