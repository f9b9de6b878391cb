// Asks the server of this machine whether it lives; ends with 0 if so. For containers, whose settings come from the
// environment or a file.
import { readFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { loadConfig } from '../server/config/load.ts'

const ANSWER_MS = 4000

function healthUrl(): URL {
  const readFile = (path: string): string => readFileSync(path, 'utf8')
  const loaded = loadConfig({ argv: process.argv.slice(2), env: process.env, readFile })
  if (loaded.action !== 'run') throw new Error('Say where the server listens, as you say it to the server.')
  const { host, port, tls } = loaded.config.listen
  const address = host === '0.0.0.0' || host === 'localhost' ? '127.0.0.1' : host === '::' ? '::1' : host
  const url = new URL(`${tls.mode === 'off' ? 'http' : 'https'}://localhost:${port}/healthz`)
  url.hostname = address.includes(':') ? `[${address}]` : address
  return url
}

async function statusOf(url: URL): Promise<number | undefined> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return await new Promise((resolve, reject) => {
    // It speaks with itself, whatever name the certificate is for.
    const asked = request(url, { timeout: ANSWER_MS, rejectUnauthorized: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.once('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)))
    asked.once('error', reject)
    asked.end()
  })
}

try {
  const url = healthUrl()
  const status = await statusOf(url)
  if (status !== 200) throw new Error(`${url.href} answers ${String(status)}`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
