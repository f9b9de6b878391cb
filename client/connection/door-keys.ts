import { createTabStorage, type TabStorage } from './tab-storage.ts'

const KINDS = ['owner', 'invitation', 'token', 'password'] as const

/** What somebody came with, from a link or typed: each opens one room, as `Credentials` of the protocol says. */
export type DoorKeys = Partial<Record<(typeof KINDS)[number], string>>

/** The keys of this tab, for each room apart. A reload finds them; they end with the tab. */
export interface DoorKeyRing {
  read(room: string): DoorKeys
  /** Adds keys; one of the same kind takes the place of an earlier one. */
  add(room: string, keys: DoorKeys): void
  /** Forgets a key that opens nothing. */
  drop(room: string, kind: keyof DoorKeys): void
}

/** The keys of this tab. */
export function createDoorKeyRing(storage: TabStorage = createTabStorage()): DoorKeyRing {
  const name = (room: string): string => `keys.${room}`
  const read = (room: string): DoorKeys => parse(storage.read(name(room)))
  const write = (room: string, keys: DoorKeys): void => {
    if (Object.keys(keys).length > 0) storage.write(name(room), JSON.stringify(keys))
    else storage.clear(name(room))
  }
  return {
    read,
    add: (room, keys) => write(room, { ...read(room), ...keys }),
    drop: (room, kind) => {
      const { [kind]: _dropped, ...others } = read(room)
      write(room, others)
    },
  }
}

// Without a schema library: the first page reads links, and stays light.
function parse(text: string | undefined): DoorKeys {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  const known = (value ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    KINDS.flatMap((kind) => (typeof known[kind] === 'string' ? [[kind, known[kind]]] : [])),
  )
}
