import { chmodSync, createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { release as readRelease } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { runCommand } from '../bootstrap/run-command.mjs'
import { WORKER_NAME } from './locate.mjs'

const ANSWER_TIMEOUT_MS = 8_000
const STALL_TIMEOUT_MS = 20_000

/**
 * Where mediasoup publishes its worker for this machine; its own install script
 * composes the address in the same way, from the same environment variable.
 *
 * @param {{ version: string, repositoryUrl: string }} mediasoup
 * @param {{ platform: string, arch: string }} system
 * @param {{ env?: NodeJS.ProcessEnv, release?: string }} [options] `release` of the kernel
 * @returns {string}
 */
export function describePrebuilt(mediasoup, system, { env = process.env, release = readRelease() } = {}) {
  const base =
    env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ||
    `${mediasoup.repositoryUrl.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`
  const kernel = system.platform === 'linux' ? `-kernel${release.split('.')[0]}` : ''
  return `${base}/${mediasoup.version}/${WORKER_NAME}-${mediasoup.version}-${system.platform}-${system.arch}${kernel}.tgz`
}

/**
 * Downloads the worker that mediasoup publishes. Without internet it gives up after
 * a few seconds.
 *
 * @param {string} url
 * @param {string} folder where the archive and the binary go
 * @param {{ update?: (detail: string) => void, answerTimeoutMs?: number, stallTimeoutMs?: number }} [options]
 * @returns {Promise<{ bin: string } | { reason: string }>} `reason` is a clause
 */
export async function downloadWorker(url, folder, options = {}) {
  const { update, answerTimeoutMs = ANSWER_TIMEOUT_MS, stallTimeoutMs = STALL_TIMEOUT_MS } = options
  const abort = new AbortController()
  let timer = setTimeout(() => abort.abort(), answerTimeoutMs)
  const keepAlive = () => {
    clearTimeout(timer)
    timer = setTimeout(() => abort.abort(), stallTimeoutMs)
  }
  try {
    const response = await fetch(url, { signal: abort.signal })
    if (response.status === 404) return { reason: 'there is none for this system' }
    if (!response.ok || !response.body) return { reason: `the server answers ${response.status}` }
    mkdirSync(folder, { recursive: true })
    const archive = join(folder, 'worker.tgz')
    const total = Number(response.headers.get('content-length')) || undefined
    await pipeline(
      Readable.fromWeb(response.body),
      countBytes((bytes) => {
        keepAlive()
        update?.(describeBytes(bytes, total))
      }),
      createWriteStream(archive),
    )
    return await unpack(archive, folder)
  } catch (error) {
    return { reason: abort.signal.aborted ? 'the server does not answer' : explain(error) }
  } finally {
    clearTimeout(timer)
  }
}

async function unpack(archive, folder) {
  const { ok } = await runCommand('tar', ['-xzf', archive, '-C', folder, '--no-same-owner'])
  const bin = join(folder, WORKER_NAME)
  if (!ok || !existsSync(bin)) return { reason: 'the archive could not be unpacked' }
  chmodSync(bin, 0o755)
  return { bin }
}

/** A pipeline stage that reports how much has passed. */
function countBytes(report) {
  return async function* pass(chunks) {
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.length
      report(bytes)
      yield chunk
    }
  }
}

function describeBytes(bytes, total) {
  const megabytes = (value) => (value / 1e6).toFixed(1)
  return total ? `${megabytes(bytes)} of ${megabytes(total)} MB` : `${megabytes(bytes)} MB`
}

function explain(error) {
  // fetch hides the useful part in the cause.
  const code = error.cause?.code ?? error.code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no internet here, or no name service'
  if (code === 'ECONNREFUSED') return 'the server refuses the connection'
  return `the server cannot be reached (${code ?? error.message})`
}
