import {
  checkDisplayName,
  checkRoomName,
  describeNameProblem,
  ERRORS,
  ProtocolError,
  type NameCheck,
} from '../../../protocol/index.ts'

function requireName(
  { name, problem }: NameCheck,
  code: 'invalid_room_name' | 'invalid_display_name',
): string {
  if (problem) throw new ProtocolError(code, `${ERRORS[code]} ${describeNameProblem(problem)}`)
  return name
}

/**
 * The canonical name of a room.
 *
 * @throws {ProtocolError} `invalid_room_name` that says what is wrong
 */
export function requireRoomName(typed: string): string {
  return requireName(checkRoomName(typed), 'invalid_room_name')
}

/**
 * A display name as it is kept.
 *
 * @throws {ProtocolError} `invalid_display_name` that says what is wrong
 */
export function requireDisplayName(typed: string): string {
  return requireName(checkDisplayName(typed), 'invalid_display_name')
}
