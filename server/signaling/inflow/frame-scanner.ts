/** Why a socket may not go on: stable, for the log. */
export type FrameFault = 'message_too_large' | 'too_many_fragments'

/** What the bytes that arrived at once amount to. */
export interface ScannedFrames {
  /** Frames of which the header was in them, control frames included. */
  readonly frames: number
  /** Whether a message ended in them. */
  readonly hasEnded: boolean
  /** Undefined when all is well. */
  readonly fault: FrameFault | undefined
}

// More than any program sends that does not want to hurt: browsers and libraries use one
// fragment for a message of this size.
const FRAGMENTS_MAX = 16
// RFC 6455, section 5.2.
const FIN = 0x80
const OPCODE = 0x0f
const CONTROL = 0x08
const MASKED = 0x80
const LENGTH = 0x7f
const LENGTH_16 = 126
const LENGTH_64 = 127
const MASK_BYTES = 4

/**
 * Reads the frame headers of what a WebSocket client sends, RFC 6455 section 5.2, and skips the
 * rest: it knows how many frames and how large a message come before anybody has parsed them.
 * What is against the protocol in other ways is left to the parser.
 */
export class FrameScanner {
  /** Header of the frame that has begun, as far as it is there. */
  readonly #header: number[] = []
  /** Bytes of the frame that are still to come. */
  #left = 0
  /** Whether the frame that is being skipped ends a message. */
  #endsMessage = true
  /** Size of the message so far, and number of its frames. */
  #size = 0
  #fragments = 0
  #hasEnded = false

  /** Whether a message or a frame has begun and not ended. */
  get isUnfinished(): boolean {
    return this.#left > 0 || this.#header.length > 0 || this.#fragments > 0
  }

  /**
   * Looks at what arrived; the first fault ends it.
   *
   * @param maxSize - most bytes that a message may have
   */
  scan(chunk: Buffer, maxSize: number): ScannedFrames {
    let frames = 0
    let at = 0
    this.#hasEnded = false
    while (at < chunk.length) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, chunk.length - at)
        at += skipped
        this.#left -= skipped
        if (this.#left === 0) this.#frameEnded()
        continue
      }
      this.#header.push(chunk[at] ?? 0)
      at += 1
      if (this.#header.length < headerLength(this.#header)) continue
      frames += 1
      const fault = this.#begin(maxSize)
      if (fault) return { frames, hasEnded: this.#hasEnded, fault }
    }
    return { frames, hasEnded: this.#hasEnded, fault: undefined }
  }

  /** The header is complete. */
  #begin(maxSize: number): FrameFault | undefined {
    const [first = 0] = this.#header
    const length = payloadLength(this.#header)
    this.#header.length = 0
    this.#left = length
    if ((first & OPCODE & CONTROL) === 0) {
      this.#size += length
      this.#fragments += 1
      if (this.#size > maxSize) return 'message_too_large'
      if (this.#fragments > FRAGMENTS_MAX) return 'too_many_fragments'
      this.#endsMessage = (first & FIN) !== 0
    } else {
      // It may stand between two fragments, whose message goes on after it.
      if (length > maxSize) return 'message_too_large'
      this.#endsMessage = false
    }
    if (length === 0) this.#frameEnded()
    return undefined
  }

  #frameEnded(): void {
    if (!this.#endsMessage) return
    this.#hasEnded = true
    this.#size = 0
    this.#fragments = 0
  }
}

/** Bytes that a header needs, as far as its beginning tells. */
function headerLength([, second]: readonly number[]): number {
  if (second === undefined) return 2
  const length = second & LENGTH
  const extended = length === LENGTH_16 ? 2 : length === LENGTH_64 ? 8 : 0
  return 2 + extended + ((second & MASKED) === 0 ? 0 : MASK_BYTES)
}

/** Length of the payload, of a complete header; lengths above 2^53 lose digits, which are too large anyway. */
function payloadLength(header: readonly number[]): number {
  const length = (header[1] ?? 0) & LENGTH
  if (length < LENGTH_16) return length
  const digits = header.slice(2, length === LENGTH_16 ? 4 : 10)
  return digits.reduce((sum, digit) => sum * 256 + digit, 0)
}
