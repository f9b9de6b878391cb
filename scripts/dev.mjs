import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createServer as createViteServer } from 'vite'
import { isWildcard } from '../server/config/addresses.ts'
import { ConfigError, loadConfig } from '../server/config/load.ts'

// `npm run dev`: Vite serves the pages and replaces what changes; the server runs
// behind it and starts anew when one of its files changes. Both take the flags of
// `npm start`; the URL is Vite's.

const root = fileURLToPath(new URL('..', import.meta.url))
const argv = process.argv.slice(2)

/** Settings of this run; ends the process when there is nothing to run. */
function loadSettings() {
  try {
    const result = loadConfig({ argv, env: process.env, readFile: (path) => readFileSync(path, 'utf8') })
    if (result.action === 'run') return result.config
    console.log('Usage: npm run dev -- [flags of npm start; see npm start -- --help]')
    process.exit(0)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

/** A TCP port that nobody uses now. */
async function findFreePort() {
  const probe = createTcpServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address())
  probe.close()
  await once(probe, 'close')
  return port
}

/**
 * Starts the server, which Node restarts on changes.
 *
 * @param {number} port where Vite finds it
 * @param {() => void} onReady called each time it can be used
 */
function startServer(port, onReady) {
  // The last flag wins: Vite has the port and the host that were asked for.
  const flags = [...argv, '--port', String(port), '--tls', 'off']
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts', ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('Plenary is ready:')) onReady()
    // Its own URLs lead past Vite.
    else if (/^(Restarting|Completed|Failed)/.test(line)) console.log(line)
  })
  return child
}

async function startVite({ host, port }) {
  const target = process.env.PLENARY_DEV_SERVER
  const vite = await createViteServer({
    root: `${root}client`,
    configFile: `${root}vite.config.ts`,
    clearScreen: false,
    server: {
      host: isWildcard(host) ? true : host,
      port,
      strictPort: true,
      proxy: { '/healthz': target, '/readyz': target, '/metrics': target },
    },
  })
  await vite.listen()
  return vite
}

const { listen } = loadSettings()
const serverPort = await findFreePort()
const serverHost = isWildcard(listen.host) || listen.host === 'localhost' ? '127.0.0.1' : listen.host
process.env.PLENARY_DEV_SERVER = `http://${serverHost.includes(':') ? `[${serverHost}]` : serverHost}:${serverPort}`

let vite
try {
  vite = await startVite(listen)
} catch (error) {
  console.error(`${error.message}. Choose another port: npm run dev -- --port ${listen.port + 1}`)
  process.exit(1)
}
const [url] = vite.resolvedUrls?.local ?? []
const server = startServer(serverPort, () => console.log(`Plenary is ready for development: ${url}`))

let isEnding = false
async function end() {
  if (isEnding) return
  isEnding = true
  const gone = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined
  server.kill('SIGTERM')
  await Promise.all([gone, vite.close()])
  process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end())
server.on('exit', () => void end())
