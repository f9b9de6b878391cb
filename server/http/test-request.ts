/** A request of a test. */
export interface TestRequest {
  method?: string
  /** Sent as JSON, a text as it is. */
  body?: unknown
  headers?: Record<string, string>
}

/** Sends a request; the answer as it came, and its body as JSON where it is some. */
export async function sendRequest(url: string, { method = 'GET', body, headers = {} }: TestRequest) {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const json = (isJson && text !== '' ? JSON.parse(text) : undefined) as Record<string, unknown> | undefined
  return { status: response.status, headers: response.headers, text, json }
}
