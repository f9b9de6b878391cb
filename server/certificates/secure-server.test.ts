import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { temporaryFolder } from '../http/test-server.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { ChallengeAnswers } from './acme/challenge-answers.ts'
import type { CertificateSource } from './certificate.ts'
import { createSecureServer } from './secure-server.ts'
import { selfSignedPem, selfSignedSource } from './self-signed.ts'

const logger = createSilentLogger()

/** Speaks TLS with a server and tells the name that its certificate is for; an error where it refuses. */
async function shake(port: number, protocols: string[], request?: string) {
  const socket: TLSSocket = connect({
    ...{
      port,
      host: '127.0.0.1',
      servername: 'meet.test',
      rejectUnauthorized: false,
      ALPNProtocols: protocols,
    },
  })
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(socket, 'secureConnect')
  const names = socket.getPeerCertificate().subjectaltname
  const protocol = socket.alpnProtocol
  socket.on('error', () => undefined)
  socket.end(request ?? '')
  await once(socket, 'close')
  return { names, protocol, text }
}

describe('createSecureServer', () => {
  const start = async (t: TestContext) => {
    const folder = await temporaryFolder(t)
    const pem = await selfSignedPem(join(folder, 'a.pem'), ['meet.test'], logger)
    const challenge = await selfSignedPem(join(folder, 'b.pem'), ['challenge.test'], logger)
    const answers = new ChallengeAnswers()
    const source: CertificateSource = {
      ...selfSignedSource(pem),
      challengeContext: (name) => answers.tlsAnswer(name),
    }
    const server = createSecureServer(source, {}, (_request, response) => response.end('here'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    return { port: (server.address() as AddressInfo).port, answers, challenge }
  }
  const REQUEST = 'GET / HTTP/1.1\r\nHost: meet.test\r\nConnection: close\r\n\r\n'

  it('shows a certificate authority the answer of an order, and guests the certificate, at the same time', async (t) => {
    const { port, answers, challenge } = await start(t)
    const takeBack = answers.answerTls('meet.test', { key: challenge, cert: challenge })
    const asked = await shake(port, ['acme-tls/1'], REQUEST)
    assert.deepEqual(asked, { names: 'DNS:challenge.test', protocol: 'acme-tls/1', text: '' })
    for (const protocols of [['http/1.1'], ['h2', 'http/1.1'], []]) {
      const { names, text } = await shake(port, protocols, REQUEST)
      assert.equal(names, 'DNS:meet.test')
      assert.match(text, /here$/)
    }
    takeBack()
    await assert.rejects(shake(port, ['acme-tls/1']), /no application protocol/)
  })

  it('refuses who speaks nothing that it knows, and whom no order expects', async (t) => {
    const { port } = await start(t)
    for (const protocols of [['h2'], ['acme-tls/1'], ['x']]) {
      await assert.rejects(shake(port, protocols), /no application protocol/)
    }
  })
})
