import type { ActorName, Role } from '../../../protocol/index.ts'

/** Who decides something: a seat, or a program of the operator. */
export interface Actor {
  /** Id of the seat; absent for a program. */
  readonly id?: string
  readonly name: string
  readonly role: Role
}

/** How others are told of an actor. */
export function nameOf({ id, name }: Actor): ActorName {
  return id === undefined ? { name } : { id, name }
}
