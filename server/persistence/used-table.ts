import type { UsedKind, UsedOnce, UsedStore } from '../rooms/ports/used-store.ts'
import type { Tables } from './tables.ts'

/** The table of what is good once and was used. */
export class UsedTable implements UsedStore {
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  async loadUsed(kind: UsedKind): Promise<UsedOnce[]> {
    return this.#tables
      .all('SELECT key, by, until FROM used WHERE kind = ? AND until > ?', kind, Date.now())
      .map(({ key, by, until }) => ({ key: String(key), by: String(by), until: Number(until) }))
  }

  async saveUsed(kind: UsedKind, { key, by, until }: UsedOnce): Promise<void> {
    this.#tables.write(() =>
      this.#tables.run(
        'INSERT OR REPLACE INTO used (kind, key, by, until) VALUES (?, ?, ?, ?)',
        kind,
        key,
        by,
        until,
      ),
    )
  }

  /**
   * Erases what is not good any more by itself. Inside a transaction.
   *
   * @param now - in milliseconds since 1970
   */
  erase(now: number): void {
    this.#tables.run('DELETE FROM used WHERE until <= ?', now)
  }
}
