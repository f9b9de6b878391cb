import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttps, get } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { selfSignedPem } from '../certificates/self-signed.ts'
import { createLogger } from '../observability/logger.ts'
import { InnerDoor } from './inner-door.ts'
import { PortSharing } from './port-sharing.ts'
import { RelayHost } from './relay-host.ts'
import { stunMessage } from './test-openings.ts'

const logger = createLogger({ level: 'silent', format: 'json' })
const ALLOCATE = stunMessage(0x0003, { type: 0x0019, value: '\x11\0\0\0' })

async function makePems(t: TestContext, name: string): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-pem-'))
  t.after(async () => await rm(folder, { recursive: true }))
  const pem = await selfSignedPem(join(folder, 'self-signed.pem'), [name], logger)
  return { key: pem, cert: pem }
}

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

async function setUp(t: TestContext) {
  const inside: Socket[] = []
  const echo = createServer((socket) => {
    inside.push(socket)
    socket.on('error', () => undefined).pipe(socket)
  })
  t.after(() => inside.forEach((socket) => socket.destroy()))
  const turn = { host: '127.0.0.1', port: await listen(t, echo) }
  const pems = await makePems(t, 'first')
  const server = createHttps(pems, (request, response) => {
    const { remoteAddress, remotePort, encrypted } = request.socket as Socket & { encrypted?: boolean }
    response.end(JSON.stringify({ remoteAddress, remotePort, encrypted }))
  })
  const relay = new RelayHost(logger)
  const sharing = new PortSharing({ relay, findTransport: () => undefined, turn })
  sharing.attach(server)
  const door = await InnerDoor.open((socket) => server.emit('secureConnection', socket))
  t.after(() => {
    server.closeAllConnections()
    relay.close()
    door.close()
  })
  relay.offerTls({ pems, turn, pages: door.path })
  const port = await listen(t, server)
  const load = async (): Promise<{
    remoteAddress: string
    remotePort: number
    encrypted: boolean
    local: number
  }> => {
    const request = get({ port, host: '127.0.0.1', rejectUnauthorized: false, agent: false })
    const [socket] = (await once(request, 'socket')) as [Socket]
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream]
    const local = socket.localPort ?? 0
    let body = ''
    for await (const chunk of response) body += String(chunk)
    return {
      ...(JSON.parse(body) as { remoteAddress: string; remotePort: number; encrypted: boolean }),
      local,
    }
  }
  const dial = async (options: { ALPNProtocols?: string[] } = {}): Promise<TLSSocket> => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
    socket.on('error', () => undefined)
    t.after(() => socket.destroy())
    await once(socket, 'secureConnect')
    return socket
  }
  return { relay, door, turn, load, dial, inside }
}

describe('TLS that ends in the relay', () => {
  it('carries pages, which the server sees as encrypted and from where they came', async (t) => {
    const { relay, load } = await setUp(t)
    const { remoteAddress, remotePort, encrypted, local } = await load()
    assert.deepEqual(
      { remoteAddress, remotePort, encrypted },
      { remoteAddress: '127.0.0.1', remotePort: local, encrypted: true },
    )
    await waitFor(() => relay.bytes.pages.sent > 0 || 'it did not pass the relay')
  })

  it('carries TURN to its server, until either end closes', async (t) => {
    const { relay, dial, inside } = await setUp(t)
    const guest = await dial()
    let got = Buffer.alloc(0)
    guest.on('data', (chunk: Buffer) => (got = Buffer.concat([got, chunk])))
    guest.write(ALLOCATE)
    guest.write('and more')
    const all = Buffer.concat([ALLOCATE, Buffer.from('and more')])
    await waitFor(() => got.length === all.length || `${got.length} bytes came back`)
    assert.ok(got.equals(all))
    assert.equal(relay.connections.tls, 1)
    inside[0]?.destroy()
    await waitFor(() => (guest.destroyed && relay.connections.tls === 0) || 'the guest is not closed')
  })

  it('takes a renewed certificate for those who come next, and goes on with the others', async (t) => {
    const { relay, door, turn, dial } = await setUp(t)
    const before = await dial()
    relay.offerTls({ pems: await makePems(t, 'second'), turn, pages: door.path })
    await waitFor(async () => {
      const guest = await dial()
      return guest.getPeerCertificate().subjectaltname?.includes('second') === true || 'the old one is shown'
    })
    let got = ''
    before.on('data', (chunk: Buffer) => (got += chunk.toString()))
    before.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await waitFor(() => got.includes('200 OK') || 'there is no answer')
  })

  it('passes the relay again once another runs, and serves pages while none does', async (t) => {
    const { relay, load } = await setUp(t)
    const first = relay.pid ?? 0
    process.kill(first, 'SIGKILL')
    await waitFor(() => (relay.pid !== undefined && relay.pid !== first) || 'no other runs')
    assert.equal((await load()).encrypted, true)
    await waitFor(() => relay.bytes.pages.sent > 0 || 'it does not pass the relay')
    relay.close()
    assert.equal((await load()).encrypted, true)
  })

  it('leaves the handshakes of a certificate authority to the server', async (t) => {
    const { relay, dial } = await setUp(t)
    // The server knows no such protocol here and refuses; the relay would have chosen none and gone on.
    await assert.rejects(dial({ ALPNProtocols: ['acme-tls/1'] }))
    assert.equal(relay.connections.tls, 0)
  })
})
