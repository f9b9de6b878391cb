import type { Lobby } from '../../session/state/state.ts'

/** Who has come to wait since the page last looked, of those whom the server names. */
export function newcomers(known: ReadonlySet<string>, { waiting }: Lobby): Lobby['waiting'] {
  return waiting.filter(({ id }) => !known.has(id))
}

/** Those who wait and are not named: the list ends with how many they are. */
export function unnamed({ waiting, count }: Lobby): number {
  return Math.max(0, count - waiting.length)
}
