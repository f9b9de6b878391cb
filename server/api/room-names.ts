import { checkRoomName, describeNameProblem } from '../../protocol/index.ts'
import { Problem } from './problems.ts'

/** @throws {Problem} `invalid_room_name`, with the canonical name where there is one */
export function requireRoomName(typed: string): string {
  const { name, problem } = checkRoomName(typed)
  if (name === typed) return name
  const detail = problem
    ? describeNameProblem(problem)
    : `Rooms are named by their canonical name: ${JSON.stringify(name)}.`
  throw new Problem('invalid_room_name', { detail })
}
