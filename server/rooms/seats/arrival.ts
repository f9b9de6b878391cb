import { NO_MARKS, overlayMarks, type PersonMarks } from './person-marks.ts'

/** How the owner of a seat came to it. */
export class Arrival {
  #marks: PersonMarks = NO_MARKS
  #startsMuted = false

  /** By what the owner is known again, as far as this life of the server has seen them. */
  get marks(): PersonMarks {
    return this.#marks
  }

  /** The owner comes, or comes back, with these; what is not shown any more stays. */
  recognise(marks: PersonMarks): void {
    this.#marks = overlayMarks(this.#marks, marks)
  }

  /** The first microphone begins muted: whoever has just come is heard once they want that. */
  startMuted(): void {
    this.#startsMuted = true
  }

  /** Whether the microphone that begins now is the first one and begins muted. */
  takeStartsMuted(): boolean {
    const startsMuted = this.#startsMuted
    this.#startsMuted = false
    return startsMuted
  }
}
