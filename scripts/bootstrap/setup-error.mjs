/**
 * A failure that the set-up foresaw. Its message is one sentence that says what is
 * wrong and what to type; the entry prints it last and without a stack trace.
 */
export class SetupError extends Error {
  /**
   * @param {string} message the sentence
   * @param {{ details?: string[], cause?: unknown }} [options] `details` are lines printed
   *   above the sentence, e.g. the end of a compiler's output
   */
  constructor(message, { details = [], cause } = {}) {
    super(message, { cause })
    this.name = 'SetupError'
    this.details = details
  }
}
