const TIMEOUT_MS = 5000
// A set of a hundred RSA keys fits; an endless answer does not.
const BODY_MAX_BYTES = 262_144

/**
 * Fetches JSON of a provider that the operator named.
 *
 * @param url - asked without credentials; redirects are not followed, because they may lead to anybody
 * @throws {Error} when nothing comes within 5 s, more than 256 KiB, another status than 200, or no JSON
 */
export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`${url} answered with status ${response.status}`)
  }
  return JSON.parse(await readText(response, url)) as unknown
}

async function readText({ body }: Response, url: string): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body ?? []) {
    size += piece.byteLength
    // Leaving the loop ends the request.
    if (size > BODY_MAX_BYTES) throw new Error(`${url} answered with more than ${BODY_MAX_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
