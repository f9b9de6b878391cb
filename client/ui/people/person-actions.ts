import { can, canActOn, SEND_ACTION, type Action, type Participant } from '../../../protocol/index.ts'
import type { SessionState, TrackSource } from '../../session/state/state.ts'
import { isSending } from '../../store/selectors.ts'

/** What can be done about somebody, as a key of the texts. */
export type PersonAction =
  | 'muteForMe'
  | 'unmuteForMe'
  | 'hideForMe'
  | 'showForMe'
  | 'stopMicrophone'
  | 'askMicrophone'
  | 'stopCamera'
  | 'askCamera'
  | 'stopScreen'
  | 'lowerHand'
  | 'spotlight'
  | 'unspotlight'
  | 'rename'
  | 'makeHost'
  | 'makeCoHost'
  | 'makeSpeaker'
  | 'toStage'
  | 'toViewers'
  | 'remove'
  | 'ban'

/** What decides about that. */
export interface PersonFacts extends Pick<SessionState, 'rules' | 'spotlight'> {
  self: Participant
  person: Participant
  isMutedForMe: boolean
  isHiddenForMe: boolean
}

/** What this page may do about somebody, in groups as the menu shows them; none is empty. Pure. */
export function personActions(facts: PersonFacts): PersonAction[][] {
  const { self, person } = facts
  const mine = self.id === person.id ? [] : forMyself(facts)
  const groups = canActOn(self.role, person.role) ? [mine, ...asHost(facts)] : [mine]
  return groups.filter((group) => group.length > 0)
}

function forMyself({ isMutedForMe, isHiddenForMe }: PersonFacts): PersonAction[] {
  return [isMutedForMe ? 'unmuteForMe' : 'muteForMe', isHiddenForMe ? 'showForMe' : 'hideForMe']
}

function asHost(facts: PersonFacts): PersonAction[][] {
  const { self, person, rules, spotlight } = facts
  const may = (action: Action): boolean => can(self.role, action, rules)
  const when = (isOffered: boolean, ...actions: PersonAction[]): PersonAction[] => (isOffered ? actions : [])
  const shown = when(may('spotlight'), spotlight.includes(person.id) ? 'unspotlight' : 'spotlight')
  // What one does about oneself is done with the own controls.
  if (self.id === person.id) return [shown]
  return [
    [
      ...trackActions(facts),
      ...when(may('lower-hands') && person.handRaisedAt !== null, 'lowerHand'),
      ...shown,
      ...when(may('rename-others'), 'rename'),
    ],
    roleActions(person, may),
    when(may('remove'), 'remove', 'ban'),
  ]
}

function trackActions({ self, person, rules }: PersonFacts): PersonAction[] {
  const may = (action: Action): boolean => can(self.role, action, rules)
  const choose = (source: TrackSource, stop: PersonAction, ask?: PersonAction): PersonAction[] => {
    if (isSending(person, source)) return may('stop-tracks') ? [stop] : []
    // Whoever may not send it would be asked in vain.
    const isOffered = may('ask-for-tracks') && can(person.role, SEND_ACTION[source], rules)
    return ask && isOffered ? [ask] : []
  }
  return [
    ...choose('microphone', 'stopMicrophone', 'askMicrophone'),
    ...choose('camera', 'stopCamera', 'askCamera'),
    ...choose('screen', 'stopScreen'),
  ]
}

function roleActions({ role }: Participant, may: (action: Action) => boolean): PersonAction[] {
  const actions: PersonAction[] = []
  if (may('stage') && role === 'viewer') actions.push('toStage')
  if (may('stage') && role === 'speaker') actions.push('toViewers')
  if (!may('appoint')) return actions
  if (role === 'host' || role === 'co-host') actions.push('makeSpeaker')
  if (role !== 'co-host') actions.push('makeCoHost')
  if (role !== 'host') actions.push('makeHost')
  return actions
}
