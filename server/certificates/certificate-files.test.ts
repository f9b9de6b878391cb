import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { configSchema } from '../config/schema.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { selfSignedPem } from './self-signed.ts'
import { startTestServer, temporaryFolder } from '../http/test-server.ts'
import { openCertificateFiles } from './certificate-files.ts'
import { certificateNames } from './open-certificate.ts'

const logger = createSilentLogger()
const DAY_MS = 86_400_000

/** Opens a page over HTTPS, trusting one certificate alone. */
async function fetchOverTls(origin: string, ca: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; hsts: unknown }>()
  const { port } = new URL(origin)
  get({ host: '127.0.0.1', port, ca, agent: false }, (response) => {
    response.resume()
    resolve({ status: response.statusCode ?? 0, hsts: response.headers['strict-transport-security'] })
  }).on('error', reject)
  return promise
}

describe('selfSignedPem', () => {
  it('covers every name, is kept with mode 0600 and used again', async (t) => {
    const file = join(await temporaryFolder(t), 'deep', 'self-signed.pem')
    const names = ['localhost', '127.0.0.1', '::1', 'meet.example.org']
    const pem = await selfSignedPem(file, names, logger)
    const certificate = new X509Certificate(pem)
    assert.ok(certificate.checkHost('localhost') && certificate.checkHost('meet.example.org'))
    assert.ok(certificate.checkIP('127.0.0.1') && certificate.checkIP('::1'))
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.equal(await selfSignedPem(file, names.slice(1), logger), pem, 'fewer names need no new one')
  })

  it('is replaced when a name is missing, before it ends, and when it is damaged', async (t) => {
    const file = join(await temporaryFolder(t), 'self-signed.pem')
    const first = await selfSignedPem(file, ['localhost'], logger)
    const second = await selfSignedPem(file, ['localhost', '192.168.1.10'], logger)
    assert.notEqual(second, first)
    const days = (count: number) => new Date(Date.now() + count * DAY_MS)
    assert.equal(await selfSignedPem(file, ['localhost'], logger, days(360)), second)
    const renewed = await selfSignedPem(file, ['localhost'], logger, days(370))
    assert.notEqual(renewed, second)
    await writeFile(file, renewed.slice(0, 300))
    assert.notEqual(await selfSignedPem(file, ['localhost'], logger, days(370)), renewed)
  })

  it('lasts no longer than browsers accept', async (t) => {
    const pem = await selfSignedPem(join(await temporaryFolder(t), 'a.pem'), ['localhost'], logger)
    const { validFromDate, validToDate } = new X509Certificate(pem)
    assert.ok(validToDate.getTime() - validFromDate.getTime() <= 398 * DAY_MS)
  })

  it('works without a place to keep it', async (t) => {
    const folder = await temporaryFolder(t)
    await writeFile(join(folder, 'file'), '')
    const pem = await selfSignedPem(join(folder, 'file', 'a.pem'), ['localhost'], logger)
    assert.match(pem, /BEGIN CERTIFICATE/)
  })
})

describe('HTTPS', () => {
  const files = async (folder: string, name: string) => {
    const pem = await selfSignedPem(join(folder, `${name}.made`), ['localhost', '127.0.0.1'], logger)
    const certFile = join(folder, 'cert.pem')
    const keyFile = join(folder, 'key.pem')
    await writeFile(certFile, pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')))
    await writeFile(keyFile, pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE')))
    return { certFile, keyFile }
  }

  it('is served with the certificate of the settings and asks browsers to stay with it', async (t) => {
    const { certFile, keyFile } = await files(await temporaryFolder(t), 'first')
    const { origin } = await startTestServer(t, { listen: { tls: { mode: 'files', certFile, keyFile } } })
    const { status, hsts } = await fetchOverTls(origin, await readFile(certFile, 'utf8'))
    assert.equal(status, 200)
    assert.match(String(hsts), /^max-age=\d+$/)
  })

  it('takes over a renewed certificate while it runs', async (t) => {
    const folder = await temporaryFolder(t)
    const { certFile, keyFile } = await files(folder, 'first')
    const credentials = await openCertificateFiles({ certFile, keyFile }, logger, 20)
    t.after(async () => await credentials.close())
    const former = credentials.pems().cert
    const renewed = new Promise<string>((resolve) => credentials.onRenewed(({ cert }) => resolve(cert)))
    await files(folder, 'second')
    assert.notEqual(await renewed, former)
    assert.notEqual(credentials.pems().cert, former)
  })

  it('says which setting is wrong when a file is missing, unreadable or does not fit', async (t) => {
    const folder = await temporaryFolder(t)
    const { certFile, keyFile } = await files(folder, 'first')
    const load = async (files: { certFile: string; keyFile: string }) =>
      await openCertificateFiles(files, logger)
    await assert.rejects(
      load({ certFile: join(folder, 'gone.pem'), keyFile }),
      /listen\.tls\.certFile: cannot read .*ENOENT/,
    )
    await assert.rejects(load({ certFile, keyFile: certFile }), /belong together/)
  })

  it('calls an encrypted private key that, and says how to get a plain one', async (t) => {
    const { certFile, keyFile } = await files(await temporaryFolder(t), 'first')
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const secret = { cipher: 'aes-256-cbc', passphrase: 'a secret' }
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      await writeFile(keyFile, rsa.export({ type, format: 'pem', ...secret }))
      await assert.rejects(openCertificateFiles({ certFile, keyFile }, logger), (error: Error) => {
        assert.match(error.message, /^listen\.tls\.keyFile: .* is encrypted/)
        assert.ok(error.message.includes(`openssl pkey -in ${keyFile} -out`))
        return true
      })
    }
  })
})

describe('certificateNames', () => {
  it('lists localhost, bound addresses and announced names once', () => {
    const listen = configSchema.parse({ listen: { host: '10.0.0.5', announce: ['meet.example.org'] } }).listen
    const names = certificateNames(listen)
    for (const name of ['localhost', '127.0.0.1', '::1', '10.0.0.5', 'meet.example.org']) {
      assert.ok(names.includes(name), name)
    }
    assert.equal(new Set(names).size, names.length)
  })
})
