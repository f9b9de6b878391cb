import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { it } from 'node:test'
import { complaintsOf, examine } from '../kit/doctor.ts'
import { startServerProcess } from '../kit/server-process.ts'
import { INNER_ADDRESS, PUBLIC_ADDRESS, TestNetwork } from './kit/network.ts'

const [PORT, MEDIA_PORT] = [3000, 40_000]
const STUN_ADDRESS = '203.0.113.2'
const STUN_ONLY = `-n -S -L ${STUN_ADDRESS} -p 3478 --no-cli --no-tls --no-dtls -l /dev/null --pidfile /dev/null`
/** Asks again and again, until coturn has started and answers. */
const ASK = `import('${new URL('../../server/network/stun-query.ts', import.meta.url).href}').then(({ askStun }) =>
  askStun({ host: '${STUN_ADDRESS}', port: 3478, family: 4, timeoutMs: 15000 }))`
const LOAD = fileURLToPath(new URL('../../tools/load.ts', import.meta.url))

/** Masquerades what leaves, and forwards exactly the ports of the server. */
const ROUTER = `table ip nat {
  chain out { type nat hook postrouting priority 100; oif public masquerade; }
  chain in { type nat hook prerouting priority -100;
    iif public tcp dport { ${PORT}, ${MEDIA_PORT} } dnat to ${INNER_ADDRESS}
    iif public udp dport ${MEDIA_PORT} dnat to ${INNER_ADDRESS}
  }
}`

it('a server behind NAT announces the address that coturn sees, and people outside meet over it', async (t) => {
  const network = await TestNetwork.build('behind-router')
  t.after(async () => await network.close())
  await network.run('router', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  await network.filter('router', ROUTER)
  const [command, ...args] = network.on('guests', 'turnserver', ...STUN_ONLY.split(' '))
  const stun = spawn(command, args, { stdio: 'ignore' })
  t.after(() => stun.kill('SIGKILL'))
  await network.run('server', process.execPath, '-e', ASK)

  const folder = mkdtempSync(join(tmpdir(), 'plenary-nat-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const storage = join(folder, 'plenary.sqlite')
  const flags = ['--port', `${PORT}`, '--media-port', `${MEDIA_PORT}`, '--workers', '1', '--storage', storage]
  const wrap = (...one: [string, ...string[]]): [string, ...string[]] => network.on('server', ...one)
  const started = [...flags, '--stun', `${STUN_ADDRESS}:3478`]
  const server = await startServerProcess(t, { args: started, wrap })
  assert.ok(
    server.log.some(({ msg, address }) => msg.startsWith('public address') && address === PUBLIC_ADDRESS),
    server.stderr,
  )

  const load = ['--url', `http://${PUBLIC_ADDRESS}:${PORT}`, '--participants', '2', '--speakers', '1']
  const run = [process.execPath, LOAD, ...load, '--warm-up', '1', '--duration', '2', '--json'] as const
  const printed = await network.run('guests', ...run)
  const result = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as {
    joined: number
    media: { receivedPacketsPerSecond: number }
  }
  assert.equal(result.joined, 2)
  assert.ok(result.media.receivedPacketsPerSecond > 0, printed)

  // This router does not lead back in: that is told, and is no error.
  const examined = await examine(started, { wrap })
  assert.deepEqual(complaintsOf(examined), [], examined.stdout)
  const unproven = examined.findings.find(({ id }) => id === 'media.refused' || id === 'media.silent')
  assert.match(unproven?.what ?? '', new RegExp(PUBLIC_ADDRESS.replaceAll('.', '\\.')))
})
