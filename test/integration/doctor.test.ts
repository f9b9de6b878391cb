import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { complaintsOf, examine, fixOf, flagsOf } from '../kit/doctor.ts'
import { startProxy, type ProxySetup } from '../kit/http-proxy.ts'
import { startServerProcess } from '../kit/server-process.ts'

const LOOPBACK = ['--host', '127.0.0.1', '--media-port', '0']

function storageOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-doctor-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'plenary.sqlite')
}

/** A port that some program holds until the test ends, or held a moment ago. */
async function portOf(t: TestContext, isHeld: boolean): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (isHeld) t.after(() => server.close())
  else await new Promise((resolve) => server.close(resolve))
  return port
}

describe('the doctor', () => {
  it('asks a running server, proves the media path, and makes a call', async (t) => {
    const storage = storageOf(t)
    await startServerProcess(t, { args: [...LOOPBACK, '--port', '0', '--storage', storage] })
    const examined = await examine(['--storage', storage])
    assert.deepEqual([complaintsOf(examined), examined.code], [[], 0], examined.stdout)
    const good = new Set(examined.findings.filter(({ level }) => level === 'ok').map(({ id }) => id))
    for (const id of ['server', 'worker', 'ports', 'storage', 'media.local', 'media.call'] as const)
      assert.ok(good.has(id), `${id} is missing: ${examined.stdout}`)
    const path = examined.findings.find(({ id }) => id === 'media.local')?.what
    assert.match(path ?? '', /^127\.0\.0\.1 answers on UDP \d+, TCP \d+/)
  })

  it('names who holds a port, and a line with which the server would start', async (t) => {
    const port = await portOf(t, true)
    const flags = [...LOOPBACK, '--storage', storageOf(t)]
    const examined = await examine([...flags, '--port', String(port)])
    assert.deepEqual([complaintsOf(examined), examined.code], [['error ports.taken'], 1], examined.stdout)
    const typed = flagsOf(fixOf(examined, 'ports.taken')[0])
    assert.ok(typed.includes('--storage'), 'other flags stay')
    assert.equal((await examine(typed)).code, 0)
    await startServerProcess(t, { args: typed })
  })

  it('refuses bad settings as findings, and a bad command line of its own', async () => {
    const bad = await examine(['--port', '70000', '--colour', 'red'])
    assert.deepEqual([new Set(complaintsOf(bad)), bad.code], [new Set(['error settings.invalid']), 1])
    assert.match(bad.findings[0]?.what ?? '', /--colour is not known/)
    assert.equal((await examine(['--participants', 'many'])).code, 2)
  })
})

describe('the doctor behind a proxy', () => {
  /** A server whose public address is a proxy. */
  async function proxied(t: TestContext, setup: ProxySetup) {
    const [port, storage] = [await portOf(t, false), storageOf(t)]
    const url = await startProxy(t, `http://127.0.0.1:${port}`, setup)
    const flags = [...LOOPBACK, '--port', String(port), '--storage', storage, '--public-url', url]
    await startServerProcess(t, { args: flags })
    return await examine(flags)
  }

  it('sees that no WebSocket is passed on, and says which lines do it', async (t) => {
    const examined = await proxied(t, { upgrades: false })
    assert.deepEqual(complaintsOf(examined), ['error proxy.upgrade'], examined.stdout)
    assert.match(fixOf(examined, 'proxy.upgrade').join('\n'), /proxy_set_header Upgrade \$http_upgrade;/)
  })

  it('sees another Host, and addresses of guests that do not arrive', async (t) => {
    const examined = await proxied(t, { keepsHost: false })
    const ids = examined.findings.map(({ id }) => id)
    assert.deepEqual(complaintsOf(examined), [], examined.stdout)
    assert.ok(ids.includes('proxy.host') && ids.includes('proxy.address'), ids.join())
  })

  it('tells another program at the public address from this server', async (t) => {
    const [port, storage] = [await portOf(t, false), storageOf(t)]
    const other = await startProxy(t, `http://127.0.0.1:${port}`, { path: '/elsewhere' })
    const flags = [...LOOPBACK, '--port', '0', '--storage', storage, '--public-url', other]
    await startServerProcess(t, { args: flags })
    assert.deepEqual(complaintsOf(await examine(flags)), ['error proxy.unreachable'])
  })
})
