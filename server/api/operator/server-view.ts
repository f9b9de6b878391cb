import type { Config } from '../../config/schema.ts'
import { redactConfig } from '../../config/redact.ts'
import { VERSION } from '../../version.ts'

/** What is going on, in numbers. */
export interface ServerState {
  version: string
  status: 'starting' | 'ready' | 'draining'
  uptimeSeconds: number
  rooms: number
  participants: number
  loadLevel: number
}

/** By what browsers know this server. */
export interface Certificate {
  names: string[]
  /** In milliseconds since 1970. */
  expiresAt: number
}

/** Where the state of the server is read. */
export interface ServerViewOptions {
  config: Config
  readiness: () => ServerState['status']
  rooms: { readonly roomCount: number; readonly participantCount: number }
  load: { readonly level: number }
  /** The certificate of this server; undefined where it has none of its own. */
  certificate?: () => Certificate | undefined
}

const REDACTED = '[redacted]'
const SECRET_NAME = /secret|token|password|credential|private|^key$|^keys$|passphrase/i
const USER_INFO = /(\w+:\/\/)[^/?#@\s]+@/g

/** The server as a whole, as programs may see it. */
export class ServerView {
  readonly #options: ServerViewOptions

  constructor(options: ServerViewOptions) {
    this.#options = options
  }

  /** The settings that are in effect, without their secrets. */
  get settings(): Record<string, unknown> {
    return withoutSecrets(redactConfig(this.#options.config)) as Record<string, unknown>
  }

  /** The certificate that browsers see; null where this server has none of its own. */
  get certificate(): Certificate | null {
    return this.#options.certificate?.() ?? null
  }

  get state(): ServerState {
    const { readiness, rooms, load } = this.#options
    return {
      version: VERSION,
      status: readiness(),
      uptimeSeconds: Math.floor(process.uptime()),
      rooms: rooms.roomCount,
      participants: rooms.participantCount,
      loadLevel: load.level,
    }
  }
}

/**
 * A copy of settings in which every text is gone that stands under a name of a secret, and every user in an address.
 * A second fence behind `redactConfig`: a section that is added and forgotten there must not be told to programs.
 */
export function withoutSecrets(value: unknown, isSecret = false): unknown {
  if (typeof value === 'string') return isSecret ? REDACTED : value.replace(USER_INFO, '$1')
  if (Array.isArray(value))
    return value.map((entry) => withoutSecrets(entry, isSecret && typeof entry === 'string'))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, withoutSecrets(entry, SECRET_NAME.test(name))]),
  )
}
