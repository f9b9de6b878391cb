import type { ChatMessage } from '../../../protocol/index.ts'

/**
 * The messages of a room, in the server's order and each once, however often
 * they arrive.
 */
export class ChatLog {
  /** Messages of seats before this one, oldest first. */
  #archive: readonly ChatMessage[] = []
  #current: ChatMessage[] = []
  /** Which message has which number. */
  #known = new Map<string, string>()
  #cursor = 0
  #privateCursor = 0
  #caughtUp = false
  #view: readonly ChatMessage[] | undefined

  /** All messages in order. The same object as long as nothing was added. */
  get messages(): readonly ChatMessage[] {
    this.#view ??= this.#compose()
    return this.#view
  }

  /** Up to where nothing is missing that everybody reads. */
  get cursor(): number {
    return this.#cursor
  }

  /** Up to where no private message is missing. */
  get privateCursor(): number {
    return this.#privateCursor
  }

  /**
   * What to ask for as `since`: the newest message that is known comes once more, and
   * shows whether the server still has the same one under its number.
   */
  get since(): number {
    const newest = this.#current.findLast(
      ({ seq, privateSeq }) => privateSeq === undefined && seq <= this.#cursor,
    )
    return newest ? newest.seq - 1 : this.#cursor
  }

  /** The same for private messages. */
  get privateSince(): number {
    const newest = this.#current.findLast(({ privateSeq = Infinity }) => privateSeq <= this.#privateCursor)
    return newest?.privateSeq === undefined ? this.#privateCursor : newest.privateSeq - 1
  }

  /** Whether the server gave the number of this message to another one before. */
  contradicts(message: ChatMessage): boolean {
    const known = this.#known.get(numberOf(message))
    return known !== undefined && known !== identity(message)
  }

  /**
   * Adds a message.
   *
   * @returns whether it was new
   */
  add(message: ChatMessage): boolean {
    // While history arrives, newer messages come in between it; what was seen
    // then says nothing about what is still missing.
    if (this.#caughtUp) this.#advance(message.privateSeq === undefined ? message.seq : 0, message.privateSeq)
    if (this.#known.has(numberOf(message))) return false
    this.#known.set(numberOf(message), identity(message))
    insertInOrder(this.#current, message)
    this.#view = undefined
    return true
  }

  /** The server has sent all up to these numbers. */
  caughtUp(seq: number, privateSeq = 0): void {
    this.#caughtUp = true
    this.#advance(seq, privateSeq)
  }

  /** The stream is gone; until it has caught up again something may be missing. */
  interrupted(): void {
    this.#caughtUp = false
  }

  /**
   * Another seat, perhaps in a room that began anew: numbers may start again. What
   * was read stays readable, and what comes once more takes its place.
   */
  startOver(): void {
    this.#archive = this.messages
    this.#empty()
  }

  /** The server has lost some of these messages: what it still has comes once more. */
  clear(): void {
    this.#archive = []
    this.#empty()
  }

  #advance(seq: number, privateSeq = 0): void {
    this.#cursor = Math.max(this.#cursor, seq)
    this.#privateCursor = Math.max(this.#privateCursor, privateSeq)
  }

  #empty(): void {
    this.#current = []
    this.#known = new Map()
    this.#cursor = 0
    this.#privateCursor = 0
    this.#caughtUp = false
    this.#view = undefined
  }

  #compose(): readonly ChatMessage[] {
    if (this.#archive.length === 0) return [...this.#current]
    const again = new Set(this.#current.map(identity))
    return [...this.#archive.filter((message) => !again.has(identity(message))), ...this.#current]
  }
}

/** What a number counts: messages to everybody, or private ones. */
function numberOf({ seq, privateSeq }: ChatMessage): string {
  return privateSeq === undefined ? `${seq}` : `private ${privateSeq}`
}

/** Equal for copies of one message. The number alone is not enough across rooms. */
function identity(message: ChatMessage): string {
  return `${numberOf(message)}:${message.at}:${message.clientId}`
}

/** Private messages stand behind the one to everybody whose number they carry. */
function isBehind(a: ChatMessage, b: ChatMessage): boolean {
  return a.seq === b.seq ? (a.privateSeq ?? 0) > (b.privateSeq ?? 0) : a.seq > b.seq
}

function insertInOrder(messages: ChatMessage[], message: ChatMessage): void {
  // Almost always the newest, so the search begins at the end.
  let index = messages.length
  for (let before = messages[index - 1]; before && isBehind(before, message); before = messages[index - 1])
    index -= 1
  messages.splice(index, 0, message)
}
