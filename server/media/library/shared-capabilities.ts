import type { Kind, RtpCapabilities } from '../../../protocol/index.ts'
import { deepFreeze } from './deep-freeze.ts'
import { usableCapabilities } from './usable-capabilities.ts'

// Everybody with the same browser says the same; there are not so many browsers.
const KEPT_MAX = 64
// What a browser says is three times smaller. Whoever says more is answered, and not remembered.
const KEY_LENGTH_MAX = 16_384

const byKind = new WeakMap<RtpCapabilities, Readonly<Record<Kind, RtpCapabilities>>>()

/**
 * Usable capabilities, worked out once for all who say the same: a room of a thousand
 * holds a few of them and not a thousand. They cannot be changed.
 */
export class SharedCapabilities {
  /** By what was said, the least recently asked for first. */
  readonly #known = new Map<string, RtpCapabilities>()

  /** How many are remembered. */
  get size(): number {
    return this.#known.size
  }

  /** @throws {ProtocolError} as `usableCapabilities` does; that is not remembered */
  async of(said: RtpCapabilities): Promise<RtpCapabilities> {
    const key = JSON.stringify(said)
    const known = this.#known.get(key)
    const usable = known ?? deepFreeze(await usableCapabilities(said))
    if (key.length > KEY_LENGTH_MAX) return usable
    this.#known.delete(key)
    this.#known.set(key, usable)
    if (this.#known.size > KEPT_MAX) this.#forgetOldest()
    return usable
  }

  #forgetOldest(): void {
    for (const key of this.#known.keys()) {
      this.#known.delete(key)
      return
    }
  }
}

/**
 * The part of capabilities that a consumer of this kind can use. mediasoup checks and
 * copies all that it is given, for each consumer anew.
 */
export function capabilitiesFor(kind: Kind, capabilities: RtpCapabilities): RtpCapabilities {
  let parts = byKind.get(capabilities)
  if (!parts) {
    parts = { audio: partOf('audio', capabilities), video: partOf('video', capabilities) }
    byKind.set(capabilities, parts)
  }
  return parts[kind]
}

function partOf(kind: Kind, { codecs, headerExtensions }: RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs.filter((codec) => codec.kind === kind),
    headerExtensions: headerExtensions.filter((extension) => extension.kind === kind),
  }
}
