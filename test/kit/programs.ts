import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createKey, type KeyPlan } from '../../server/api/keys/api-key.ts'
import { changeKeys } from '../../server/api/keys/key-file.ts'
import { SCOPE_NAMES } from '../../server/api/scopes.ts'
import { startServer, type ServerSettings } from './server.ts'

/** What a program was answered. */
export interface ProgramAnswer {
  readonly status: number
  readonly text: string
  /** The body, where it is JSON. */
  readonly json: unknown
}

/**
 * A server with an API, and a program with a key for it.
 *
 * @param plan - what the key may; everything unless it says otherwise
 */
export async function startWithApi(
  t: TestContext,
  settings: ServerSettings = {},
  plan: Partial<KeyPlan> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-api-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const keysFile = join(folder, 'api-keys.json')
  const all = { name: 'portal', scopes: [...SCOPE_NAMES], rooms: null, expiresAt: null, ...plan }
  const { key, stored } = createKey(all, Date.now())
  changeKeys(keysFile, () => [stored], Date.now())
  const server = await startServer(t, { ...settings, api: { keysFile } })
  /** Sends a request below `/api/v1`. */
  const call = async (method: string, path: string, body?: unknown): Promise<ProgramAnswer> => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, text, json: isJson && text !== '' ? JSON.parse(text) : undefined }
  }
  return { server, key, keysFile, call }
}
