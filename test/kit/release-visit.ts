// Run by a test within a network of its own: starts a release and meets in it.
//
//   node test/kit/release-visit.ts <plenary> <storage>
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { endProcess, waitUntilReady } from '../../tools/harness/spawn-server.ts'
import { meet } from './meet.ts'

const ELSEWHERE = '198.51.100.1'

/** Packets that left by any interface but the loopback one, proc(5). */
function packetsSent(): number {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').split('\n').slice(2).filter(Boolean)
  const counts = lines.map((line) => line.trim().split(/[\s:]+/))
  return counts.reduce((total, [name, ...fields]) => total + (name === 'lo' ? 0 : Number(fields[9])), 0)
}

/** Shows that a packet to somebody elsewhere is counted. */
async function sendOne(): Promise<void> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.send('x', 9, ELSEWHERE, () => resolve()))
  socket.close()
}

const [program = '', storage = ''] = process.argv.slice(2)
const before = packetsSent()
const server = spawn(program, ['--port', '3000', '--storage', storage], {
  stdio: ['ignore', 'pipe', 'pipe'],
  // No npm, and nothing of the checkout. Lines as on a terminal, where most start it first: they need a package more.
  env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', PLENARY_LOG_FORMAT: 'pretty' },
})
let log = ''
server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
try {
  const url = await waitUntilReady(server)
  const page = await fetch(url)
  await meet(url)
  server.kill('SIGTERM')
  const code = await new Promise((resolve) => server.once('exit', resolve))
  const sent = packetsSent() - before
  await sendOne()
  const isCounted = packetsSent() - before > sent
  const text = await page.text()
  process.stdout.write(JSON.stringify({ page: text.includes('<script'), code, sent, isCounted }))
} finally {
  await endProcess(server)
  if (process.exitCode) process.stderr.write(log)
}
process.exit()
