import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { Agent } from 'node:https'
import { connect, createServer as createRelay } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { renewalInfoId } from '../../server/certificates/acme/timing.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startSite, type Site, type SiteOptions } from '../kit/certified-site.ts'
import { freePorts } from '../kit/free-ports.ts'
import { Pebble } from '../kit/pebble.ts'

const AUTHORITY = /^Pebble Intermediate CA/
const YEAR_MS = 365 * 86_400_000
const BINDING = { keyId: 'kid-1', secret: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W' }

let folder: string
let pebble: Pebble

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenary-pebble-'))
  pebble = await Pebble.start(folder)
})

after(async () => {
  await pebble.close()
  await rm(folder, { recursive: true })
})

/** A site that asks the authority of these tests. */
async function start(t: TestContext, options: Partial<SiteOptions> = {}): Promise<Site & { folder: string }> {
  const own = options.folder ?? (await mkdtemp(join(folder, 'site-')))
  const { directoryUrl, ca, tlsPort, httpPort } = pebble
  const site = await startSite(t, { directoryUrl, ca, port: tlsPort, httpPort, ...options, folder: own })
  return Object.assign(site, { folder: own })
}

describe('a certificate by ACME', () => {
  it('is got by way of port 80 while the server answers, in place of one that it signed itself', async (t) => {
    const site = await start(t)
    assert.equal((await site.ask()).issuer, 'Plenary', 'the first guests are not made to wait')
    await site.certified()
    const { issuer, status } = await site.ask()
    assert.match(issuer, AUTHORITY)
    assert.equal(status, 200)
    const { kind, names, validUntil, nextAttemptAt, lastError } = site.source.state()
    assert.deepEqual({ kind, names, lastError }, { kind: 'acme', names: ['meet.test'], lastError: null })
    assert.ok(nextAttemptAt && nextAttemptAt < validUntil && nextAttemptAt.getTime() > Date.now() + YEAR_MS)
  })

  it('is signed by the authority for every name, and is checked by a client that trusts that alone', async (t) => {
    const site = await start(t, { names: ['meet.test', 'www.meet.test', '127.0.0.1'] })
    await site.certified()
    const root = await pebble.root()
    const leaf = new X509Certificate(site.source.pems().cert)
    const chain = site.source.pems().cert.split(/(?<=-----END CERTIFICATE-----\n)/)
    assert.ok(leaf.checkHost('www.meet.test') && leaf.checkHost('meet.test') && leaf.checkIP('127.0.0.1'))
    const intermediate = new X509Certificate(chain[1] ?? '')
    assert.ok(leaf.verify(intermediate.publicKey))
    assert.ok(intermediate.verify(new X509Certificate(root).publicKey))
  })

  it('is called by the key of its authority and its serial number when its renewal is asked about', async (t) => {
    const site = await start(t)
    await site.certified()
    const [leaf = '', issuer = ''] = site.source
      .pems()
      .cert.split(/(?<=-----END CERTIFICATE-----\n)/)
      .filter(Boolean)
    const [keyId = '', serial = ''] = renewalInfoId(leaf)?.split('.') ?? []
    // RFC 9773, section 4.1; id-ce-subjectKeyIdentifier of the issuer is RFC 5280, section 4.2.1.2.
    const subjectKeyId = Buffer.concat([Buffer.from('0603551d0e0416', 'hex'), Buffer.from([0x04, 20])])
    const raw = new X509Certificate(issuer).raw
    assert.equal(
      raw
        .subarray(raw.indexOf(subjectKeyId) + 9)
        .subarray(0, 20)
        .toString('base64url'),
      keyId,
    )
    const bytes = Buffer.from(serial, 'base64url')
    assert.equal(BigInt(`0x${bytes.toString('hex')}`), BigInt(`0x${new X509Certificate(leaf).serialNumber}`))
    assert.ok((bytes[0] ?? 0xff) < 0x80, 'as the DER integer has it')
  })

  it('is got by way of the port of HTTPS where port 80 is taken', async (t) => {
    const other = createServer((_request, response) => response.end('another program'))
    await new Promise<void>((resolve) => other.listen(pebble.httpPort, '127.0.0.1', resolve))
    t.after(() => other.close())
    const site = await start(t)
    await site.certified()
    assert.match((await site.ask()).issuer, AUTHORITY)
    const warnings = site.log.filter(({ msg }) => msg.includes('cannot open port'))
    assert.equal(warnings.length, 1)
  })

  it('is got for an IP address, by way of either port', async (t) => {
    for (const httpPort of [pebble.httpPort, 0]) {
      const site = await start(t, { names: ['127.0.0.1'], httpPort })
      await site.certified()
      assert.ok(new X509Certificate(site.source.pems().cert).checkIP('127.0.0.1'))
      await site.close()
    }
  })

  it('is asked for at the other port when the authority could not reach the first', async (t) => {
    // The authority looks at a port where this server is not, as behind a firewall that passes 443 alone.
    const clock = { now: Date.now() }
    const [elsewhere = 0] = await freePorts(1)
    const site = await start(t, { httpPort: elsewhere, now: () => clock.now })
    await waitFor(() => site.source.state().lastError?.includes('http-01') || 'no attempt failed yet')
    assert.match(
      String(site.source.state().lastError),
      /TCP port 80 of this server must be open to the internet/,
    )
    clock.now += 120_000
    await site.certified()
  })

  it('is kept for nobody else to read, and a restart asks nobody', async (t) => {
    const first = await start(t)
    await first.certified()
    const { serial } = await first.ask()
    await first.close()
    const again = await start(t, { folder: first.folder, directoryUrl: pebble.directoryUrl })
    assert.equal((await again.ask()).serial, serial)
    assert.equal(again.source.state().kind, 'acme')
    const [name = ''] = await readdir(join(first.folder, 'acme'))
    const kept = join(first.folder, 'acme', name)
    assert.equal((await stat(kept)).mode & 0o777, 0o700)
    for (const file of await readdir(kept))
      assert.equal((await stat(join(kept, file))).mode & 0o777, 0o600, file)
    assert.ok(!again.log.some(({ msg }) => msg === 'asking for a certificate'))
    const { url } = JSON.parse(await readFile(join(kept, 'account.json'), 'utf8')) as { url: string }
    assert.match(url, /^https:/)
  })

  it('is renewed in place after two thirds of its life, and open connections go on', async (t) => {
    const clock = { now: Date.now() }
    const site = await start(t, { now: () => clock.now })
    await site.certified()
    const agents = Array.from({ length: 20 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
    t.after(() => agents.forEach((agent) => agent.destroy()))
    const before = await Promise.all(agents.map(async (agent) => (await site.ask(agent)).serial))
    const { validFrom, validUntil } = site.source.state()
    const third = (validUntil.getTime() - validFrom.getTime()) / 3
    clock.now = validFrom.getTime() + 2 * third - 1000
    assert.equal((await site.ask()).serial, before[0], 'not before its time')
    clock.now += 2000
    await waitFor(async () =>
      (await site.ask()).serial === before[0] ? 'the former one is served' : undefined,
    )
    for (const answer of await Promise.all(agents.map(async (agent) => await site.ask(agent)))) {
      assert.deepEqual({ status: answer.status, isReused: answer.isReused }, { status: 200, isReused: true })
    }
  })
})

describe('an authority that cannot be reached when the server starts', () => {
  it('keeps nobody out, and gives the certificate when it is back', async (t) => {
    const [port = 0] = await freePorts(1)
    const clock = { now: Date.now() }
    const site = await start(t, { directoryUrl: `https://127.0.0.1:${port}/dir`, now: () => clock.now })
    assert.equal((await site.ask()).status, 200)
    await waitFor(() => site.source.state().lastError !== null || 'no attempt failed yet')
    assert.match(String(site.source.state().lastError), /ECONNREFUSED.*Check listen\.acme\.directoryUrl/)
    const { port: target } = new URL(pebble.directoryUrl)
    const relay = createRelay((socket) => {
      const outward = connect(Number(target), '127.0.0.1')
      for (const [one, other] of [
        [socket, outward],
        [outward, socket],
      ] as const)
        one.on('error', () => other.destroy())
      socket.pipe(outward).pipe(socket)
    })
    await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve))
    t.after(() => relay.close())
    assert.equal(site.source.state().kind, 'self-signed', 'not before its time')
    clock.now += 120_000
    await site.certified()
  })
})

describe('an authority that asks for an account elsewhere', () => {
  it('gives a certificate to whom it knows, and is named with the settings to whom it does not', async (t) => {
    const strict = await Pebble.start(await mkdtemp(join(folder, 'strict-')), BINDING)
    t.after(async () => await strict.close())
    const { directoryUrl, ca, tlsPort: port, httpPort } = strict
    const where = { directoryUrl, ca, port, httpPort }
    const stranger = await start(t, where)
    await waitFor(() => stranger.source.state().lastError !== null || 'no attempt failed yet')
    assert.match(
      String(stranger.source.state().lastError),
      /Set listen\.acme\.eab\.keyId and listen\.acme\.eab\.secret/,
    )
    await stranger.close()
    const known = await start(t, { ...where, eab: BINDING })
    await known.certified()
  })
})
