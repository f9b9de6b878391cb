/* global Event, EventTarget */
// Runs in the browser of an operator, as it stands here. Requests go to this server alone, with the cookie that no
// script can read and a header that no page of others can send.

import { reasonOf } from './texts.mjs'

/** Tells `signed-out` when the server knows the session no more. */
export const session = new EventTarget()

/**
 * Sends a request below the prefix of this server.
 *
 * @returns {Promise<{ ok: boolean, status: number, body: any, reason: string | undefined }>} never rejects
 */
export async function send(method, path, body) {
  const headers = { 'x-plenary-operator': '1' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const options = { method, headers, cache: 'no-store', credentials: 'same-origin', redirect: 'error' }
  if (body !== undefined) options.body = JSON.stringify(body)
  const response = await fetch(path, options).catch(() => undefined)
  if (!response) return { ok: false, status: 0, body: undefined, reason: undefined }
  const answer = await response.json().catch(() => undefined)
  return { ok: response.ok, status: response.status, body: answer, reason: reasonOf(answer) }
}

/** Sends a request to the API of this server, as programs do. */
export async function callApi(method, path, body) {
  const result = await send(method, `api/v1${path}`, body)
  // Without a key for programs and without a session there is no API at all.
  if (result.status === 401 || (result.status === 404 && result.body?.code === undefined))
    session.dispatchEvent(new Event('signed-out'))
  return result
}

/** The path of a room in the API. */
export function roomPath(name, rest) {
  return `/rooms/${encodeURIComponent(name)}${rest}`
}
