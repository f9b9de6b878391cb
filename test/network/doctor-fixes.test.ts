import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { generate } from 'selfsigned'
import { complaintsOf, examine, fixOf, flagsOf, type ExamineOptions } from '../kit/doctor.ts'
import { startServerProcess } from '../kit/server-process.ts'
import { TinyDisk } from '../../tools/faults/tiny-disk.ts'
import { runProgram } from '../../tools/harness/run-program.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { PUBLIC_ADDRESS, TestNetwork, type Machine } from './kit/network.ts'

const PORT = 3000
const MEDIA_PORT = 40_000

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-fix-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function networkOf(t: TestContext, layout: 'direct' | 'behind-router') {
  const network = await TestNetwork.build(layout)
  t.after(async () => await network.close())
  const wrap = (...command: [string, ...string[]]): [string, ...string[]] => network.on('server', ...command)
  return { network, wrap }
}

function spawnOn(network: TestNetwork, machine: Machine, ...command: [string, ...string[]]): ChildProcess {
  const [program, ...args] = network.on(machine, ...command)
  return spawn(program, args, { stdio: 'ignore' })
}

describe('a line that the doctor prints, typed as it is,', () => {
  it('opens a port that the firewall closes', async (t) => {
    const { network, wrap } = await networkOf(t, 'direct')
    await network.filter(
      'server',
      'table inet guard { chain in { type filter hook input priority 0; policy drop; iif lo accept; ' +
        `ct state established accept; tcp dport ${PORT} accept; }; }`,
    )
    const storage = join(folderOf(t), 'plenary.sqlite')
    const flags = [
      '--port',
      `${PORT}`,
      '--media-port',
      `${MEDIA_PORT}`,
      '--workers',
      '1',
      '--storage',
      storage,
    ]
    await startServerProcess(t, { args: flags, wrap })
    const closed = await examine(flags, { wrap })
    assert.deepEqual(complaintsOf(closed), ['error firewall.closed'], closed.stdout)
    const reaches = async (): Promise<string> =>
      await network.run(
        'guests',
        'sh',
        '-c',
        `timeout 1 bash -c '</dev/tcp/${PUBLIC_ADDRESS}/${MEDIA_PORT}' 2>&1 && echo open || echo closed`,
      )
    assert.match(await reaches(), /closed/)
    for (const line of fixOf(closed, 'firewall.closed')) await network.run('server', 'sh', '-c', line)
    assert.match(await reaches(), /open/)
    assert.deepEqual(complaintsOf(await examine(flags, { wrap })), [])
  })

  it('announces the address that is right', async (t) => {
    const { network, wrap } = await networkOf(t, 'behind-router')
    await network.run('router', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    await network.filter(
      'router',
      'table ip nat { chain out { type nat hook postrouting priority 100; oif public masquerade; }; }',
    )
    const stun = spawnOn(network, 'guests', 'turnserver', ...STUN_ONLY)
    t.after(() => stun.kill('SIGKILL'))
    const storage = join(folderOf(t), 'plenary.sqlite')
    const flags = [
      '--port',
      `${PORT}`,
      '--stun',
      '203.0.113.2:3478',
      '--storage',
      storage,
      '--announce',
      '203.0.113.99',
    ]
    const found = await waitFor(
      'the doctor to hear from the STUN server',
      (async () => {
        for (;;) {
          const examined = await examine(flags, { wrap })
          if (fixOf(examined, 'addresses.differs').length > 0) return examined
        }
      })(),
      { timeoutMs: 30_000 },
    )
    const typed = flagsOf(fixOf(found, 'addresses.differs')[0])
    assert.equal(typed.at(-1), PUBLIC_ADDRESS)
    await startServerProcess(t, { args: typed, wrap })
    const after = await examine(typed, { wrap })
    assert.ok(after.findings.some(({ id, what }) => id === 'addresses' && what.includes(PUBLIC_ADDRESS)))
    assert.deepEqual(fixOf(after, 'addresses.differs'), [])
    assert.ok(!after.stdout.includes('203.0.113.99'))
  })

  it('finds room for the storage when a disk is full', async (t) => {
    const [small, home] = [mkdtempSync(join(tmpdir(), 'plenary-disk-')), folderOf(t)]
    const disk = await TinyDisk.mount(small)
    t.after(async () => {
      await disk.close()
      rmSync(small, { recursive: true, force: true })
    })
    disk.fill()
    const flags = [
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--media-port',
      '0',
      '--storage',
      join(small, 'p.sqlite'),
    ]
    const env = { HOME: home }
    const full = await examine(flags, { env })
    assert.deepEqual(complaintsOf(full), ['error storage.full'], full.stdout)
    const typed = flagsOf(fixOf(full, 'storage.full')[0])
    await startServerProcess(t, { args: typed })
    assert.deepEqual(complaintsOf(await examine(typed, { env })), [])
  })

  it('replaces a certificate that has ended', async (t) => {
    const folder = folderOf(t)
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const day = 86_400_000
    const pems = await generate([{ name: 'commonName', value: 'meet.example' }], {
      keyType: 'ec',
      notBeforeDate: new Date(Date.now() - 3 * day),
      notAfterDate: new Date(Date.now() - day),
    })
    writeFileSync(certFile, pems.cert)
    writeFileSync(keyFile, pems.private)
    const env = { PLENARY_LISTEN_TLS_CERT_FILE: certFile, PLENARY_LISTEN_TLS_KEY_FILE: keyFile }
    const flags = [
      '--tls',
      'files',
      '--public-url',
      'https://meet.example',
      '--storage',
      'none',
      '--media-port',
      '0',
    ]
    const ended = await examine(flags, { env })
    assert.ok(complaintsOf(ended).includes('error certificate.expired'), ended.stdout)
    for (const line of fixOf(ended, 'certificate.expired')) await runProgram('sh', '-c', line)
    assert.notEqual(readFileSync(certFile, 'utf8'), pems.cert)
    assert.deepEqual(complaintsOf(await examine(flags, { env })), [])
    await startServerProcess(t, { args: [...flags, '--port', '0', '--host', '127.0.0.1'], env })
  })

  it('lets nginx pass WebSockets on', async (t) => {
    const folder = folderOf(t)
    const { network, wrap } = await networkOf(t, 'direct')
    const nginx = join(folder, 'nginx.conf')
    const write = (lines: readonly string[]): void =>
      writeFileSync(
        nginx,
        `daemon off; pid ${folder}/pid; error_log ${folder}/log; events {} http { access_log off; server { ` +
          `listen 80; location / { proxy_pass http://127.0.0.1:${PORT}; proxy_set_header Host $http_host;\n` +
          `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n${lines.join('\n')}\n} } }`,
      )
    write([])
    const proxy = spawnOn(network, 'server', 'nginx', '-c', nginx)
    // Its own workers end with it.
    t.after(() => proxy.kill('SIGTERM'))
    const storage = join(folder, 'plenary.sqlite')
    const flags = ['--port', `${PORT}`, '--storage', storage, '--public-url', `http://${PUBLIC_ADDRESS}`]
    const server = await startServerProcess(t, { args: flags, wrap })
    const broken = await examine(flags, { wrap })
    assert.deepEqual(complaintsOf(broken), ['error proxy.upgrade'], broken.stdout)
    write(fixOf(broken, 'proxy.upgrade'))
    await network.run('server', 'nginx', '-c', nginx, '-s', 'reload')
    await waitFor('nginx to pass WebSockets on', passes(flags, wrap), { timeoutMs: 30_000 })
    // The other line is one that starts the server.
    const [line = ''] = fixOf(broken, 'proxy.address')
    const [, variable = '', value = ''] = /^(PLENARY_\w+)=(\S+) npm start/.exec(line) ?? []
    await server.kill()
    await startServerProcess(t, { args: flags, wrap, env: { [variable]: value } })
    const good = await examine(flags, { wrap })
    assert.ok(
      good.findings.some(({ id }) => id === 'proxy'),
      good.stdout,
    )
  })
})

const STUN_ONLY =
  '-n -S -L 203.0.113.2 -p 3478 --no-cli --no-tls --no-dtls -l /dev/null --pidfile /dev/null'.split(' ')

async function passes(flags: readonly string[], wrap: NonNullable<ExamineOptions['wrap']>): Promise<void> {
  for (;;) {
    const examined = await examine(flags, { wrap })
    if (!examined.findings.some(({ id }) => id === 'proxy.upgrade')) return
  }
}
