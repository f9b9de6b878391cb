import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { createLogger } from './logger.ts'
import { adviseOnProxy } from './proxy-advice.ts'
import { RefusalLog, type ProxyMistake } from './refusal-log.ts'

interface Line {
  msg: string
  mistake: ProxyMistake
  [field: string]: unknown
}

function listening(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const lines: Line[] = []
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line)
  const refusals = new RefusalLog(createLogger({ level: 'warn', format: 'json' }, { write }))
  const tell = (mistake: ProxyMistake, seen: Record<string, string | undefined>): void =>
    adviseOnProxy(refusals, mistake, seen)
  return { tell, lines }
}

it('names the line that mends each mistake', (t) => {
  const { tell, lines } = listening(t)
  const expected: [ProxyMistake, RegExp[]][] = [
    ['origin', [/proxy_set_header Host \$host;/, /listen\.publicUrl/, /listen\.allowedOrigins/]],
    ['upgrade', [/proxy_http_version 1\.1; proxy_set_header Upgrade \$http_upgrade;/]],
    ['prefix', [/listen\.publicUrl/, /proxy_pass/]],
    ['address', [/listen\.trustProxy/]],
  ]
  for (const [mistake, patterns] of expected) {
    tell(mistake, {})
    const line = lines.at(-1)
    assert.ok(line)
    assert.equal(line.mistake, mistake)
    for (const pattern of patterns) assert.match(line.msg, pattern)
  }
})

it('tells each mistake once a minute, however many guests make it', (t) => {
  const { tell, lines } = listening(t)
  for (let guest = 0; guest < 1000; guest += 1) {
    tell('origin', { origin: `https://${guest}.example` })
    tell('upgrade', {})
  }
  assert.deepEqual(
    lines.map(({ mistake }) => mistake),
    ['origin', 'upgrade'],
  )
  t.mock.timers.tick(60_000)
  assert.deepEqual(
    lines.slice(2).map(({ kind, suppressed }) => [kind, suppressed]),
    [
      ['origin', 999],
      ['upgrade', 999],
    ],
  )
  t.mock.timers.tick(120_000)
  tell('origin', {})
  assert.equal(lines.at(-1)?.mistake, 'origin')
})

it('cuts what strangers send', (t) => {
  const { tell, lines } = listening(t)
  tell('origin', { origin: 'x'.repeat(100_000), host: undefined })
  assert.match(String(lines[0]?.origin), /^x{200}… \(100000 characters\)$/)
})
