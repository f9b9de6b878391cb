import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { WriteQueue } from './write-queue.ts'

/** One row of an answer. */
export type Row = Record<string, SQLOutputValue>

/** Runs statements on a database, each prepared once. */
export class Tables {
  readonly #database: DatabaseSync
  readonly #writes: WriteQueue
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  constructor(database: DatabaseSync, writes: WriteQueue) {
    this.#database = database
    this.#writes = writes
  }

  /** Makes changes together or not at all; later, if a failing disk holds them up. */
  write(work: () => void): void {
    this.#writes.run(() => this.transaction(work))
  }

  /** @throws whatever the database or the work throws; nothing is changed then */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      // SQLite may have rolled back by itself, on a full disk for example.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  run(sql: string, ...values: (string | number | null | Buffer)[]): void {
    this.#prepare(sql).run(...values)
  }

  all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#prepare(sql).all(...values)
  }

  #prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }
}
