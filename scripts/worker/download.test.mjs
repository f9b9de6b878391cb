import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { describePrebuilt, downloadWorker } from './download.mjs'

const MEDIASOUP = { version: '3.27.1', repositoryUrl: 'git+https://example.org/versatica/mediasoup.git' }

let folder
let server
let origin

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plenary-download-'))
  writeFileSync(join(folder, 'mediasoup-worker'), 'machine code')
  execFileSync('tar', ['-czf', join(folder, 'good.tgz'), '-C', folder, 'mediasoup-worker'])
  server = createServer((request, response) => {
    if (request.url === '/good.tgz') return response.end(readFileSync(join(folder, 'good.tgz')))
    if (request.url === '/bad.tgz') return response.end('this is no archive')
    if (request.url === '/stalls.tgz') return response.writeHead(200).write('a few bytes')
    if (request.url === '/error.tgz') return response.writeHead(503).end()
    if (request.url === '/missing.tgz') return response.writeHead(404).end()
    return undefined
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${server.address().port}`
})

after(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const download = (name, options) => {
  const target = join(folder, `target-${name}`)
  mkdirSync(target)
  return downloadWorker(`${origin}/${name}.tgz`, target, options)
}

test('the address is the one that mediasoup itself would use', () => {
  const base = 'https://example.org/versatica/mediasoup/releases/download/3.27.1/mediasoup-worker-3.27.1'
  const linux = { platform: 'linux', arch: 'x64' }
  assert.equal(
    describePrebuilt(MEDIASOUP, linux, { env: {}, release: '6.1.0-28-amd64' }),
    `${base}-linux-x64-kernel6.tgz`,
  )
  const mac = { platform: 'darwin', arch: 'arm64' }
  assert.equal(describePrebuilt(MEDIASOUP, mac, { env: {}, release: '24.0' }), `${base}-darwin-arm64.tgz`)
  const env = { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: 'https://mirror.example.net/ms' }
  assert.match(describePrebuilt(MEDIASOUP, mac, { env }), /^https:\/\/mirror\.example\.net\/ms\/3\.27\.1\//)
})

test('a published worker arrives', async () => {
  const seen = []
  const { bin } = await download('good', { update: (detail) => seen.push(detail) })
  assert.equal(readFileSync(bin, 'utf8'), 'machine code')
  assert.match(seen.at(-1), /MB$/)
})

test('what cannot be downloaded is a reason, not an exception', async () => {
  assert.deepEqual(await download('missing'), { reason: 'there is none for this system' })
  assert.deepEqual(await download('error'), { reason: 'the server answers 503' })
  assert.deepEqual(await download('bad'), { reason: 'the archive could not be unpacked' })
})

test('a server that does not answer, or stops in the middle, is given up soon', async () => {
  const limits = { answerTimeoutMs: 300, stallTimeoutMs: 300 }
  assert.deepEqual(await download('silent', limits), { reason: 'the server does not answer' })
  assert.deepEqual(await download('stalls', limits), { reason: 'the server does not answer' })
})

test('a refused connection is said to be one', async () => {
  const answer = await downloadWorker('http://127.0.0.1:1/worker.tgz', folder)
  assert.match(answer.reason, /refuses the connection|cannot be reached/)
})
