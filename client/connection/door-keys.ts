import { createTabStorage, type TabStorage } from './tab-storage.ts'

const KINDS = ['owner', 'invitation', 'token', 'password'] as const

/** What somebody came with, from a link or typed: each opens one room, as `Credentials` of the protocol says. */
export type DoorKeys = Partial<Record<(typeof KINDS)[number], string>>

/** The keys of this tab, for each room apart. A reload finds them; they end with the tab. */
export interface DoorKeyRing {
  /** The newest of each kind. */
  read(room: string): DoorKeys
  /** Adds keys, which go before earlier ones of their kind: a link may bring one that opens nothing. */
  add(room: string, keys: DoorKeys): void
  /**
   * Forgets the newest key of a kind, which opens nothing.
   *
   * @returns whether an earlier one is read from now on
   */
  drop(room: string, kind: keyof DoorKeys): boolean
}

/** Of each kind: the newest, and the one before it. */
const KEPT = 2

type Ring = Partial<Record<keyof DoorKeys, readonly string[]>>

/** The keys of this tab. */
export function createDoorKeyRing(storage: TabStorage = createTabStorage()): DoorKeyRing {
  const name = (room: string): string => `keys.${room}`
  const load = (room: string): Ring => parse(storage.read(name(room)))
  const save = (room: string, ring: Ring): void => {
    if (Object.keys(ring).length > 0) storage.write(name(room), JSON.stringify(ring))
    else storage.clear(name(room))
  }
  return {
    read: (room) => mapKinds(load(room), ([newest]) => newest),
    add: (room, keys) => {
      const ring = load(room)
      const added = mapKinds(keys, (key, kind) =>
        [key, ...(ring[kind] ?? []).filter((other) => other !== key)].slice(0, KEPT),
      )
      save(room, { ...ring, ...added })
    },
    drop: (room, kind) => {
      const { [kind]: known = [], ...others } = load(room)
      const [, ...earlier] = known
      save(room, earlier.length > 0 ? { ...others, [kind]: earlier } : others)
      return earlier.length > 0
    },
  }
}

// Without a schema library: the first page reads links, and stays light.
function parse(text: string | undefined): Ring {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  return mapKinds((value ?? {}) as Partial<Record<keyof DoorKeys, unknown>>, (known) => {
    const keys = Array.isArray(known) ? known.filter((key) => typeof key === 'string') : []
    return keys.length > 0 ? keys : undefined
  })
}

/** Leaves out what is undefined, before and after. */
function mapKinds<From, To>(
  values: Partial<Record<keyof DoorKeys, From>>,
  map: (value: From, kind: keyof DoorKeys) => To | undefined,
): Partial<Record<keyof DoorKeys, To>> {
  const entries = KINDS.flatMap((kind) => {
    const value = values[kind]
    const mapped = value === undefined ? undefined : map(value, kind)
    return mapped === undefined ? [] : [[kind, mapped] as const]
  })
  return Object.fromEntries(entries)
}
