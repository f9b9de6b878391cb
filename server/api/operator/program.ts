import type { Actor } from '../../rooms/doors/actor.ts'

/** A program decides as a host does, and has no seat. */
export function actorOf({ name }: { readonly name: string }): Actor {
  return { name, role: 'host' }
}
