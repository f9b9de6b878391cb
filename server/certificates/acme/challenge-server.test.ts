import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { AddressInfo } from 'node:net'
import { createSilentLogger } from '../../observability/logger.ts'
import { ChallengeAnswers, challengeServername } from './challenge-answers.ts'
import { ChallengeServer } from './challenge-server.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function start(t: TestContext, home: string | undefined = 'https://meet.test') {
  const answers = new ChallengeAnswers()
  const port = await freePort()
  const where = { host: '127.0.0.1', port, guard: () => undefined, logger: createSilentLogger() }
  const server = new ChallengeServer({ ...where, answers, home: () => home })
  await server.open()
  t.after(async () => await server.close())
  /** Sends bytes as they are and reads all that comes. */
  const send = async (request: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    socket.end(request)
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => undefined)
    await once(socket, 'close')
    return text
  }
  return { answers, server, send }
}

const locationOf = (answer: string): string | undefined => /^Location: (.*)\r$/m.exec(answer)?.[1]

describe('ChallengeServer', () => {
  it('answers the challenges of our orders while they are under way, and no others', async (t) => {
    const { answers, send } = await start(t)
    const ask = async (token: string): Promise<string> =>
      await send(`GET /.well-known/acme-challenge/${token} HTTP/1.1\r\nHost: meet.test\r\n\r\n`)
    const takeBack = answers.answerHttp('token-1', 'token-1.thumbprint')
    assert.match(await ask('token-1'), /^HTTP\/1\.1 200 [^]*\r\n\r\ntoken-1\.thumbprint$/)
    for (const wrong of ['token-2', '', '../token-1', 'token-1/', '__proto__', 'token-1?x']) {
      const answer = await ask(wrong)
      assert.match(answer, /^HTTP\/1\.1 404 /, wrong)
      assert.ok(wrong === '' || !answer.includes(wrong), 'nothing of a request comes back')
    }
    takeBack()
    assert.match(await ask('token-1'), /^HTTP\/1\.1 404 /)
  })

  it('sends everybody else to the known name, whatever host, path or form a request has', async (t) => {
    const { send } = await start(t)
    const targets: [string, string][] = [
      ['/r/team?x=1', 'https://meet.test/r/team?x=1'],
      ['//evil.test/x', 'https://meet.test//evil.test/x'],
      ['/\\evil.test', 'https://meet.test//evil.test'],
      ['http://evil.test/x', 'https://meet.test/'],
      ['@evil.test/', 'https://meet.test/'],
      ['/%0d%0aSet-Cookie:x=1', 'https://meet.test/%0d%0aSet-Cookie:x=1'],
      [`/${'a'.repeat(4000)}`, 'https://meet.test/'],
    ]
    for (const [target, location] of targets) {
      const answer = await send(`GET ${target} HTTP/1.1\r\nHost: evil.test\r\n\r\n`)
      if (locationOf(answer) === undefined) assert.match(answer, /^HTTP\/1\.1 400 /, target)
      else assert.equal(locationOf(answer), location)
    }
    assert.match(await send('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 301 /)
    assert.match(await send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'), /^HTTP\/1\.1 308 /)
  })

  it('sends nobody anywhere while nobody knows the name', async (t) => {
    const answers = new ChallengeAnswers()
    const port = await freePort()
    const where = { host: '127.0.0.1', port, guard: () => undefined, logger: createSilentLogger() }
    const server = new ChallengeServer({ ...where, answers, home: () => undefined })
    await server.open()
    t.after(async () => await server.close())
    const { status, headers } = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
    assert.equal(status, 404)
    assert.equal(headers.get('location'), null)
  })

  it('closes with idle connections, and twice without harm', async (t) => {
    const { server } = await start(t)
    await server.close()
    await server.close()
    assert.equal(server.isOpen, false)
  })
})

describe('challengeServername', () => {
  it('is the name for reverse look-ups of an address, RFC 8738, section 6', () => {
    assert.equal(challengeServername('Meet.Test'), 'meet.test')
    assert.equal(challengeServername('192.0.2.1'), '1.2.0.192.in-addr.arpa')
    const zeros = '0.'.repeat(23)
    assert.equal(challengeServername('2001:db8::1'), `1.${zeros}8.b.d.0.1.0.0.2.ip6.arpa`)
  })
})
