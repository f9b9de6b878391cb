import { ROSTER_WHOLE_AGAIN, ROSTER_WHOLE_MAX } from '../../../protocol/index.ts'

/**
 * Whether everybody is told of everybody. Between the two bounds it stays as it was, so that a
 * room around one of them is not told anew with everybody who comes and goes.
 */
export class RoomScale {
  #isWhole = true

  /** True in a small room. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /**
   * Takes how many are in the room.
   *
   * @returns whether that changed anything
   */
  update(size: number): boolean {
    const before = this.#isWhole
    this.#isWhole = before ? size <= ROSTER_WHOLE_MAX : size <= ROSTER_WHOLE_AGAIN
    return this.#isWhole !== before
  }
}
