import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { ServiceManager } from './service-manager.ts'

// Perl is in every Debian, and knows datagrams.
const RECEIVER = `use Socket; $| = 1; socket(my $s, AF_UNIX, SOCK_DGRAM, 0); bind($s, sockaddr_un($ARGV[0])) or die;
while (defined recv($s, my $m, 4096, 0)) { $m =~ s/\\n/;/g; print "$m\\n" unless $m =~ /BARRIER/ }`

/** The socket of a service manager, and what came there. */
async function fakeServiceManager(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-notify-'))
  const socket = join(folder, 'notify')
  const receiver = spawn('perl', ['-e', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => {
    receiver.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  let text = ''
  receiver.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await waitFor(() => (existsSync(socket) ? undefined : 'the receiver does not listen'))
  return { socket, messages: () => text.split('\n').filter(Boolean) }
}

function managed(env: NodeJS.ProcessEnv) {
  const sent: string[] = []
  const send = (lines: readonly string[]): void => void sent.push(lines.join(';'))
  return { manager: new ServiceManager(env, { send, failed: assert.ifError }), sent }
}

it('reaches a real socket through the program of systemd, in order', async (t) => {
  const { socket, messages } = await fakeServiceManager(t)
  const manager = new ServiceManager({ NOTIFY_SOCKET: socket }, { failed: assert.ifError })
  manager.ready('http://localhost/', () => Promise.resolve(true))
  manager.stopping(120_000)
  await waitFor(() => (messages().length >= 2 ? undefined : messages().join()))
  assert.match(messages()[0] ?? '', /READY=1;STATUS=http:\/\/localhost\//)
  assert.match(messages()[1] ?? '', /STOPPING=1;.*EXTEND_TIMEOUT_USEC=130000000/)
})

it('says nothing where no service manager started it, and hides the contract from its children', () => {
  const nobody = managed({ PATH: '/bin' })
  nobody.manager.ready('here', () => Promise.resolve(true))
  nobody.manager.stopping(1)
  assert.deepEqual(nobody.sent, [])
  const env = { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1', PATH: '/bin' }
  managed(env)
  assert.deepEqual(env, { PATH: '/bin' })
})

it('gives signs of life while the server answers, and none while it does not', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { manager, sent } = managed({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '30000000' })
  let answer = Promise.resolve(true)
  let asked = 0
  manager.ready('here', () => {
    asked += 1
    return answer
  })
  const beat = async (): Promise<number> => {
    t.mock.timers.tick(10_000)
    await new Promise(setImmediate)
    return sent.filter((line) => line === 'WATCHDOG=1').length
  }
  assert.equal(await beat(), 1)
  answer = Promise.resolve(false)
  assert.equal(await beat(), 1)
  const late = Promise.withResolvers<boolean>()
  answer = late.promise
  assert.equal(await beat(), 1)
  assert.equal(await beat(), 1)
  assert.equal(asked, 3, 'nobody is asked while an answer is outstanding')
  late.resolve(true)
  await new Promise(setImmediate)
  answer = Promise.resolve(true)
  manager.stopping(60_000)
  assert.equal(await beat(), 3, 'a drain is a life too')
  manager.close()
  assert.equal(await beat(), 3)
})

it('heeds no watchdog that is meant for another process', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { manager, sent } = managed({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '3000', WATCHDOG_PID: '1' })
  manager.ready('here', () => Promise.resolve(true))
  t.mock.timers.tick(60_000)
  assert.deepEqual(sent, ['READY=1;STATUS=here'])
})
