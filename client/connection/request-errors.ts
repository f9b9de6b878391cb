/**
 * The connection ended, or never was, before an answer came: the server may or
 * may not have acted on the request.
 */
export class RequestInterruptedError extends Error {
  constructor(request: string) {
    super(`The connection was lost during ${request}.`)
    this.name = 'RequestInterruptedError'
  }
}

/** The connection is open and no answer came in time. */
export class RequestTimeoutError extends Error {
  constructor(request: string) {
    super(`The server did not answer ${request} in time.`)
    this.name = 'RequestTimeoutError'
  }
}

/** Whether a request failed because of the connection, and not by the server's decision. */
export function isConnectionTrouble(error: unknown): boolean {
  return error instanceof RequestInterruptedError || error instanceof RequestTimeoutError
}
