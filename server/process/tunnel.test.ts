import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { defaultConfig } from '../config/schema.ts'
import { loadConfig, type ConfigError } from '../config/load.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'
import type { TunnelName } from './tunnel-programs.ts'
import { throughTunnel, tunnelLines } from './tunnel-settings.ts'

interface Fake {
  open(waitMs?: number): Promise<Tunnel>
  /** Process id of the program. */
  pid(): number
  deaths: string[]
  /** Its arguments. */
  argv(): string
}

/** Puts a program into the path that does what a script says. */
function fake(context: TestContext, name: TunnelName, script: string): Fake {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-test-'))
  const at = (file: string): string => join(folder, file)
  writeFileSync(at(name), `#!/bin/sh\necho $$ > "${at('pid')}"\necho "$@" > "${at('argv')}"\n${script}\n`)
  chmodSync(at(name), 0o755)
  const deaths: string[] = []
  const env = { PATH: `${folder}:/usr/bin:/bin` }
  const opened: Tunnel[] = []
  context.after(() => {
    for (const tunnel of opened) tunnel.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    deaths,
    pid: () => Number(readFileSync(at('pid'), 'utf8')),
    argv: () => readFileSync(at('argv'), 'utf8').trim(),
    async open(waitMs = 20_000) {
      const tunnel = await openTunnel({ name, port: 3000, died: (how) => deaths.push(how), env, waitMs })
      opened.push(tunnel)
      return tunnel
    },
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const gone = (pid: number) => waitFor('the program to end', () => (isRunning(pid) ? 'it runs' : true))

describe('a tunnel', () => {
  it('takes the address out of what each program says, and nothing that only looks like it', async (t) => {
    const cases: [TunnelName, string, string, RegExp][] = [
      [
        'cloudflared',
        'echo "INF Requesting https://api.trycloudflare.com/tunnel ... https://developers.cloudflare.com/x" >&2; echo "INF |  https://one-two-three.trycloudflare.com   |" >&2',
        'https://one-two-three.trycloudflare.com',
        /^tunnel --no-autoupdate --url http:\/\/127\.0\.0\.1:3000$/,
      ],
      [
        'tailscale',
        'printf "Available on the internet:\\n\\nhttps://box.tail1234.ts.net/\\n|-- proxy http://127.0.0.1:3000\\n"',
        'https://box.tail1234.ts.net',
        /^funnel 3000$/,
      ],
      [
        'ssh',
        'printf "** https://localhost.run/docs/ ** https://admin.localhost.run/ **\\r\\n0a1b2c.lhr.life tunneled with tls termination, https://0a1b2c.lhr.life\\r\\n"',
        'https://0a1b2c.lhr.life',
        /-R 80:127\.0\.0\.1:3000 nokey@localhost\.run$/,
      ],
    ]
    for (const [name, script, url, args] of cases) {
      const program = fake(t, name, `${script}\nexec sleep 60`)
      const tunnel = await program.open()
      assert.equal(tunnel.url, url)
      assert.match(program.argv(), args)
      tunnel.close()
      tunnel.close()
      await gone(program.pid())
      assert.deepEqual(program.deaths, [], 'an end that was asked for is no death')
    }
  })

  it('waits for the whole of an address that comes in pieces, in colours, after a flood', async (t) => {
    const script = [
      'head -c 3000000 /dev/zero | tr "\\0" "x"',
      'printf "\\033[1mhttps://one-"; sleep 0.1; printf "two.trycloudflare.co"; sleep 0.1; printf "m\\033[0m"',
      'sleep 0.1; printf " |\\n"; exec sleep 60',
    ].join('\n')
    const { url } = await fake(t, 'cloudflared', script).open()
    assert.equal(url, 'https://one-two.trycloudflare.com')
  })

  it('reads on, so that the program never stands still, and tells how it died', async (t) => {
    const script = 'echo "https://a.trycloudflare.com |"; head -c 3000000 /dev/zero; exit 3'
    const program = fake(t, 'cloudflared', script)
    await program.open()
    await waitFor('its death to be told', () => (program.deaths.length > 0 ? true : 'nothing is told'))
    assert.deepEqual(program.deaths, ['code 3'])
  })

  it('tells its death while something that it started holds its output', async (t) => {
    const program = fake(t, 'ssh', 'echo "https://a.lhr.life "; sleep 3 & exit 255')
    await program.open()
    await waitFor('its death to be told', () => (program.deaths.length > 0 ? true : 'nothing is told'))
    assert.deepEqual(program.deaths, ['code 255'])
  })

  it('is refused with what to do when the program is missing, fails or says nothing', async (t) => {
    const env = { PATH: '/nowhere' }
    const missing = openTunnel({ name: 'cloudflared', port: 3000, died: () => undefined, env })
    await assert.rejects(missing, /^Error: cloudflared is not installed: https:\/\/developers/)
    const refused = fake(
      t,
      'ssh',
      'printf "Host key \\033[31mverification\\033]0;title\\007 failed.\\n" >&2; exit 255',
    )
    await assert.rejects(
      refused.open(),
      ({ message }: Error) =>
        /^ssh ended with code 255; its last words: Host key verification.* failed\.\. Run "ssh/.test(
          message,
        ) && !/\p{Cc}/u.test(message),
    )
    const silent = fake(
      t,
      'tailscale',
      'trap "" TERM; while :; do echo "Funnel is not enabled"; sleep 0.05; done',
    )
    await assert.rejects(
      silent.open(400),
      /said no address within 0 s; .*Funnel is not enabled.*tailscale up/,
    )
    await gone(silent.pid())
  })
})

describe('the settings of a server behind a tunnel', () => {
  const url = 'https://a.trycloudflare.com'

  it('name its address, and believe a program on this machine that tells addresses', () => {
    const { listen } = throughTunnel(defaultConfig(), 'cloudflared', url)
    assert.equal(listen.publicUrl, url)
    assert.deepEqual(listen.trustProxy, ['127.0.0.0/8', '::1'])
    assert.equal(throughTunnel(defaultConfig(), 'ssh', url).listen.trustProxy, false)
    assert.match(
      tunnelLines(defaultConfig(), 'ssh').join('\n'),
      /do not.*ports 40000 to \d+, UDP and TCP.*--announce/s,
    )
  })

  it('are refused where the tunnel would lead nowhere', () => {
    const problems = (...argv: string[]): string => {
      try {
        loadConfig({ argv: ['--tunnel', 'ssh', ...argv], env: {}, readFile: () => '' })
        return ''
      } catch (error) {
        return (error as ConfigError).message
      }
    }
    assert.equal(problems(), '')
    assert.match(problems('--host', '192.0.2.1'), /listen\.host: must be 0\.0\.0\.0/)
    assert.match(problems('--port', '0'), /listen\.port: must be a fixed port/)
    assert.match(problems('--tls', 'self-signed'), /listen\.tls\.mode: must be off/)
    assert.match(problems('--public-url', 'https://a.example'), /listen\.publicUrl: stands beside/)
    assert.match(problems('--tunnel', 'ngrok'), /listen\.tunnel: must be "none", "cloudflared"/)
  })
})
