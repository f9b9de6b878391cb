import {
  checkDisplayName,
  checkRoomName,
  describeNameProblem,
  ERRORS,
  ProtocolError,
  type NameCheck,
} from '../../protocol/index.ts'

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
 * @throws {ProtocolError} `invalid_room_name`
 */
export function requireRoomName(typed: string): string {
  return requireName(checkRoomName(typed), 'invalid_room_name')
}

/**
 * A name that can be shown to others.
 *
 * @throws {ProtocolError} `invalid_display_name`
 */
export function requireDisplayName(typed: string): string {
  return requireName(checkDisplayName(typed), 'invalid_display_name')
}
