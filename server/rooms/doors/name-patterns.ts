/** Names, and beginnings of names with a `*` behind. Looking one up takes no longer than the name is long. */
export class NamePatterns {
  readonly #names = new Set<string>()
  readonly #beginnings = new Set<string>()

  /** @param patterns - canonical names, or beginnings of them and a `*` */
  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) {
      if (pattern.endsWith('*')) this.#beginnings.add(pattern.slice(0, -1))
      else this.#names.add(pattern)
    }
  }

  get isEmpty(): boolean {
    return this.#names.size + this.#beginnings.size === 0
  }

  /** Whether a canonical name is one of them. */
  matches(name: string): boolean {
    if (this.isEmpty) return false
    if (this.#names.has(name)) return true
    for (let length = 0; length <= name.length; length += 1)
      if (this.#beginnings.has(name.slice(0, length))) return true
    return false
  }
}
