import assert from 'node:assert/strict'
import type { LookupAllOptions, LookupOneOptions } from 'node:dns'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { it, type TestContext } from 'node:test'
import { generate } from 'selfsigned'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { Poster, type PosterOptions } from './post.ts'
import { guardedLookup } from './resolve.ts'
import { refuse, startReceiver, take } from './test-receiver.ts'

const NEVER = new AbortController().signal

function createPoster(t: TestContext, url: string, options: Partial<PosterOptions> = {}): Poster {
  const poster = new Poster({ url, allowPrivate: true, timeoutMs: 2000, connections: 4, ...options })
  t.after(() => poster.close())
  return poster
}

const post = async (poster: Poster) => await poster.post('{}', {}, NEVER)

it('calls no address of its own network, however it is written', async (t) => {
  const receiver = await startReceiver(t)
  const { port } = new URL(receiver.url)
  const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost']
  for (const host of hosts) {
    const poster = createPoster(t, `http://${host}:${port}/`, { allowPrivate: false })
    assert.equal((await post(poster)).error, 'FORBIDDEN_ADDRESS', host)
  }
  assert.equal(receiver.requests, 0)
})

it('connects to the address that it has checked, and to none beside it', async (t) => {
  const lookUp = (options: LookupAllOptions | LookupOneOptions, addresses: string[]) =>
    new Promise((settle) =>
      guardedLookup(false, async () => addresses)('rebinding.example', options, (error, ...found) =>
        settle(error ? error.code : found),
      ),
    )
  const both = ['127.0.0.1', '1.1.1.1', '10.0.0.1', '::1']
  assert.deepEqual(await lookUp({ all: true }, both), [[{ address: '1.1.1.1', family: 4 }]])
  assert.deepEqual(await lookUp({}, both), ['1.1.1.1', 4])
  assert.equal(await lookUp({ all: true }, ['127.0.0.1', '::1']), 'FORBIDDEN_ADDRESS')
  // Each connection asks for itself, so what a name said before counts for nothing.
  const receiver = await startReceiver(t)
  const url = `http://rebinding.example:${new URL(receiver.url).port}/`
  const poster = createPoster(t, url, { allowPrivate: false, resolve: async () => ['127.0.0.1'] })
  assert.equal((await post(poster)).error, 'FORBIDDEN_ADDRESS')
  assert.equal(receiver.requests, 0)
})

it('follows no redirect', async (t) => {
  const secret = await startReceiver(t)
  const receiver = await startReceiver(t)
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answer = refuse(status, { location: secret.url })
    assert.equal((await post(createPoster(t, receiver.url))).status, status)
  }
  assert.equal(secret.requests, 0)
})

it('waits no longer than it may, wherever a receiver keeps silent', async (t) => {
  const silent = createTcpServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  t.after(() => silent.close())
  const { port } = silent.address() as AddressInfo
  const tls = createPoster(t, `https://127.0.0.1:${port}/`, { timeoutMs: 100 })
  assert.equal((await post(tls)).error, 'ETIMEDOUT')
  const receiver = await startReceiver(t)
  receiver.answer = () => undefined
  const plain = createPoster(t, receiver.url, { timeoutMs: 100 })
  assert.equal((await post(plain)).error, 'ETIMEDOUT')
  const unnamed = createPoster(t, `http://slow.example:${port}/`, {
    timeoutMs: 100,
    resolve: () => new Promise(() => undefined),
  })
  assert.equal((await post(unnamed)).error, 'ETIMEDOUT')
})

it('counts an answer by its status, and reads nothing of its body', async (t) => {
  const receiver = await startReceiver(t)
  const poster = createPoster(t, receiver.url)
  let written = 0
  const cut = Promise.withResolvers<void>()
  receiver.answer = (_request, response) => {
    response.writeHead(200)
    const more = (): void => {
      if (response.destroyed) return
      written += 65_536
      response.write('x'.repeat(65_536))
    }
    response.on('drain', more)
    response.on('close', cut.resolve)
    more()
  }
  assert.equal((await post(poster)).status, 200)
  await waitFor('the end of the body', cut.promise)
  // Buffers of the kernel may hold some, an endless body they do not.
  assert.ok(written < 16 * 1024 * 1024, `${written} bytes were taken`)
  receiver.answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half', () => response.socket?.destroy())
  }
  assert.equal((await post(poster)).status, 200)
  receiver.answer = take
  assert.equal((await post(poster)).status, 204)
})

it('fails where the connection ends before an answer, and where headers have no end', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer = (_request, response) => response.socket?.destroy()
  assert.equal((await post(createPoster(t, receiver.url))).error, 'ECONNRESET')
  receiver.answer = (_request, response) => response.writeHead(200, { long: 'x'.repeat(60_000) }).end()
  assert.equal((await post(createPoster(t, receiver.url))).error, 'HPE_HEADER_OVERFLOW')
})

it('trusts no certificate but one that the machine trusts, for the host that is meant', async (t) => {
  const pems = await generate([{ name: 'commonName', value: 'hooks.example' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'hooks.example' }] }],
  })
  const receiver = await startReceiver(t, { tls: { cert: pems.cert, key: pems.private } })
  const { port } = new URL(receiver.url)
  const resolve = async (): Promise<string[]> => ['127.0.0.1']
  const url = `https://hooks.example:${port}/`
  assert.equal((await post(createPoster(t, url, { resolve }))).error, 'DEPTH_ZERO_SELF_SIGNED_CERT')
  const other = `https://other.example:${port}/`
  const wrong = createPoster(t, other, { resolve, ca: pems.cert })
  assert.equal((await post(wrong)).error, 'ERR_TLS_CERT_ALTNAME_INVALID')
  assert.equal(receiver.requests, 0)
  assert.equal((await post(createPoster(t, url, { resolve, ca: pems.cert }))).status, 204)
})
