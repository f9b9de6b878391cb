import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { Pebble } from '../kit/pebble.ts'
import { startServerProcess, type ServerProcess } from '../kit/server-process.ts'

const TOKEN = 'a-token-of-sixteen-letters'

let folder: string
let pebble: Pebble

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenary-public-'))
  pebble = await Pebble.start(folder)
})

after(async () => {
  await pebble.close()
  await rm(folder, { recursive: true, force: true })
})

async function startPublic(t: TestContext): Promise<ServerProcess> {
  return await startServerProcess(t, {
    args: [
      ...['--domain', 'meet.test', '--host', '127.0.0.1', '--port', String(pebble.tlsPort)],
      ...['--media-port', '0', '--workers', '1'],
    ],
    env: {
      PLENARY_LISTEN_ACME_DIRECTORY_URL: pebble.directoryUrl,
      PLENARY_LISTEN_ACME_DIRECTORY_CA_FILE: pebble.caFile,
      PLENARY_LISTEN_ACME_HTTP_PORT: String(pebble.httpPort),
      PLENARY_METRICS_TOKEN: TOKEN,
      PLENARY_STORAGE_FILE: join(folder, 'plenary.sqlite'),
    },
  })
}

/** Opens a page as guests do who trust the authority alone. */
async function open(path: string): Promise<{ status: number; hsts: unknown; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const where = { host: '127.0.0.1', port: pebble.tlsPort, servername: 'meet.test', path, agent: false }
  get(
    { ...where, ca: await pebble.root(), headers: { host: 'meet.test', authorization: `Bearer ${TOKEN}` } },
    resolve,
  ).on('error', reject)
  const response = await promise
  let text = ''
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(response, 'end')
  return { status: response.statusCode ?? 0, hsts: response.headers['strict-transport-security'], text }
}

describe('a server with --domain', () => {
  it('is public HTTPS without anything else, tells when its certificate ends, and has it after a restart', async (t) => {
    const server = await startPublic(t)
    assert.equal(server.url, `https://meet.test:${pebble.tlsPort}`)
    const used = (one: ServerProcess) => one.log.some(({ msg }) => msg === 'certificate in use')
    await waitFor(() => used(server) || server.stderr.slice(-300))
    assert.equal((await open('/healthz')).status, 200)
    const { text } = await open('/metrics')
    const [, end] = /^plenary_certificate_expiry_timestamp_seconds\{kind="acme"\} (\S+)$/m.exec(text) ?? []
    assert.ok(Number(end) > Date.now() / 1000 + 86_400, text.slice(0, 300))
    const redirect = await fetch(`http://127.0.0.1:${pebble.httpPort}/r/team`, {
      redirect: 'manual',
      headers: { host: 'evil.test' },
    })
    assert.equal(redirect.headers.get('location'), `https://meet.test:${pebble.tlsPort}/r/team`)
    server.signal('SIGTERM')
    assert.equal((await server.exited()).code, 0)

    const again = await startPublic(t)
    assert.equal((await open('/healthz')).status, 200, 'at once')
    assert.ok(!again.log.some(({ msg }) => msg === 'asking for a certificate'))
    again.signal('SIGTERM')
    assert.equal((await again.exited()).code, 0)
  })
})
