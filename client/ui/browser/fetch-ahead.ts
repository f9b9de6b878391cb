/** Fetches a part of the page before it is needed. What fails now is fetched again when it is. */
export function fetchAhead(load: () => Promise<unknown>): void {
  load().catch(() => undefined)
}
