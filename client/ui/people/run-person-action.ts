import i18next from 'i18next'
import { SPOTLIGHTS_MAX } from '../../../protocol/limits.ts'
import type { Role } from '../../../protocol/roles.ts'
import type { TrackSource } from '../../session/state/state.ts'
import { setInterface, toggleForMe, type PersonDialog } from '../../store/interface.ts'
import { getMeeting } from '../../store/meeting.ts'
import { findParticipant } from '../../store/selectors.ts'
import { notify } from '../toasts/notify.ts'
import { askServer } from './ask-server.ts'
import type { PersonAction } from './person-actions.ts'

const ROLES: Partial<Record<PersonAction, Role>> = {
  makeHost: 'host',
  makeCoHost: 'co-host',
  makeSpeaker: 'speaker',
  toStage: 'speaker',
  toViewers: 'viewer',
}

const SOURCES: Partial<Record<PersonAction, TrackSource>> = {
  stopMicrophone: 'microphone',
  askMicrophone: 'microphone',
  stopCamera: 'camera',
  askCamera: 'camera',
  stopScreen: 'screen',
}

/** Does what was chosen about somebody, or asks first where that cannot be taken back. */
export async function runPersonAction(action: PersonAction, id: string, name: string): Promise<void> {
  const role = ROLES[action]
  const source = SOURCES[action]
  if (role) return await setRole(id, name, role)
  if (source) return await (action.startsWith('ask') ? ask(id, name, source) : stop(id, source))
  await OTHERS[action]?.(id, name)
}

const openDialog =
  (kind: PersonDialog['kind']) =>
  (id: string, name: string): void =>
    setInterface({ dialog: { kind, id, name } })

/** What is neither a role nor about a track. */
const OTHERS: Partial<Record<PersonAction, (id: string, name: string) => unknown>> = {
  muteForMe: (id) => toggleForMe('mutedForMe', id),
  unmuteForMe: (id) => toggleForMe('mutedForMe', id),
  hideForMe: (id) => toggleForMe('hiddenForMe', id),
  showForMe: (id) => toggleForMe('hiddenForMe', id),
  rename: openDialog('rename'),
  remove: openDialog('remove'),
  ban: openDialog('ban'),
  lowerHand: (participantId) => askServer('hands:lower', { participantId }),
  spotlight: (id) => spotlight(id, true),
  unspotlight: (id) => spotlight(id, false),
}

async function stop(participantId: string, source: TrackSource): Promise<void> {
  await askServer('tracks:stop', { participantId, source })
}

async function ask(participantId: string, name: string, source: TrackSource): Promise<void> {
  if (!(await askServer('tracks:ask', { participantId, source }))) return
  notify({ id: `ask-${participantId}`, text: i18next.t('moderation.done.asked', { name }) })
}

async function spotlight(id: string, isOn: boolean): Promise<void> {
  const others = getMeeting().spotlight.filter((one) => one !== id)
  // Beyond the most, the oldest gives way.
  const participantIds = isOn ? [...others, id].slice(-SPOTLIGHTS_MAX) : others
  await askServer('spotlight:set', { participantIds })
}

async function setRole(id: string, name: string, role: Role): Promise<void> {
  const before = findParticipant(getMeeting(), id)?.role
  if (!(await askServer('role:set', { participantId: id, role }))) return
  const text = i18next.t('moderation.done.role', { name, role: i18next.t(`moderation.role.${role}`) })
  notify({
    id: `role-${id}`,
    text,
    ...(before
      ? { action: { label: i18next.t('moderation.done.undo'), run: () => undoRole(id, before) } }
      : {}),
  })
}

function undoRole(participantId: string, role: Role): void {
  void askServer('role:set', { participantId, role })
}
