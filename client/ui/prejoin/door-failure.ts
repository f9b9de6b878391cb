import type { Failure } from '../../session/state/state.ts'

/** What a page offers beside the words, when somebody could not come in. */
export interface DoorHelp {
  /** Text under `door.next` that says what to do; absent where the refusal says it. */
  next?: 'room_closed' | 'room_locked' | 'invitation_invalid' | 'token_invalid' | 'banned'
  /** Where to go instead. */
  offer?: 'sign-in' | 'another-room'
}

const HELP: Partial<Record<Failure['code'], DoorHelp>> = {
  login_required: { offer: 'sign-in' },
  room_reserved: { offer: 'another-room' },
  room_owned: { offer: 'another-room' },
  room_closed: { next: 'room_closed' },
  room_locked: { next: 'room_locked' },
  invitation_invalid: { next: 'invitation_invalid' },
  token_invalid: { next: 'token_invalid' },
  banned: { next: 'banned', offer: 'another-room' },
}

/** What helps whoever could not come in. */
export function doorHelp({ code }: Pick<Failure, 'code'>): DoorHelp {
  return HELP[code] ?? {}
}

/** Whether the room asks for its password. */
export function asksForPassword(failure: Pick<Failure, 'code'> | null): boolean {
  return failure?.code === 'password_required' || failure?.code === 'password_wrong'
}

/**
 * Where somebody signs in, and comes back from.
 *
 * @param hrefOf - the address of a path, below the prefix of the server
 */
export function signInPath(roomPath: string, hrefOf: (path: string) => string): string {
  return `${hrefOf('/auth/login')}?return=${encodeURIComponent(hrefOf(roomPath))}`
}
