import type { Participant } from '../../protocol/index.ts'
import type { SessionState } from '../session/state/state.ts'
import type { MeetingMessage, MeetingParticipant } from './embed.ts'

/** What of the state is told. */
export type WatchedState = Pick<
  SessionState,
  'phase' | 'self' | 'participants' | 'order' | 'local' | 'failure'
>

/** What happened between two states, for the page around this one. */
export function changesBetween(before: WatchedState, now: WatchedState): MeetingMessage[] {
  if (before === now) return []
  const isSeated = now.phase === 'meeting'
  if (before.phase !== now.phase && isSeated) {
    return now.self ? [joined(now.self, now), ...localChanges(before, now)] : []
  }
  return [
    ...phaseChanges(before, now),
    ...(isSeated ? peopleChanges(before, now) : []),
    ...localChanges(before, now),
    ...failures(before, now),
  ]
}

function joined(self: Participant, now: WatchedState): MeetingMessage {
  return { type: 'joined', detail: { self: told(self), participants: people(now).map(told) } }
}

function phaseChanges(before: WatchedState, { phase, failure }: WatchedState): MeetingMessage[] {
  if (before.phase === phase) return []
  if (phase === 'waiting') return [{ type: 'waiting', detail: {} }]
  if (phase === 'left' || phase === 'ended')
    return [{ type: 'left', detail: { reason: failure?.code ?? null } }]
  return []
}

function peopleChanges(before: WatchedState, now: WatchedState): MeetingMessage[] {
  const renamed: MeetingMessage[] =
    now.self && before.self && before.self.name !== now.self.name
      ? [{ type: 'nameChanged', detail: { name: now.self.name } }]
      : []
  if (before.participants === now.participants) return renamed
  const come = people(now).filter(({ id }) => before.participants[id] === undefined)
  const gone = people(before).filter(({ id }) => now.participants[id] === undefined)
  return [
    ...renamed,
    ...come.map((one): MeetingMessage => ({ type: 'participantJoined', detail: { participant: told(one) } })),
    ...gone.map((one): MeetingMessage => ({ type: 'participantLeft', detail: { participant: told(one) } })),
  ]
}

function localChanges({ local: before }: WatchedState, { local: now }: WatchedState): MeetingMessage[] {
  if (before === now) return []
  const kinds = [
    ['microphone', 'microphoneChanged'],
    ['camera', 'cameraChanged'],
    ['screen', 'screenChanged'],
  ] as const
  return kinds.flatMap(([kind, type]) => {
    const on = now[kind].status === 'on'
    return (before[kind].status === 'on') === on ? [] : [{ type, detail: { on } }]
  })
}

function failures(before: WatchedState, { failure, phase }: WatchedState): MeetingMessage[] {
  if (!failure || before.failure === failure || phase === 'left' || phase === 'ended') return []
  const { code, message } = failure
  return [{ type: 'error', detail: { code, message } }]
}

function people({ participants, order }: WatchedState): Participant[] {
  return order.flatMap((id) => participants[id] ?? [])
}

function told({ id, name, role }: Participant): MeetingParticipant {
  return { id, name, role }
}
