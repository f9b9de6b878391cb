import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createLogger } from './logger.ts'
import { ProxyAdvice, type ProxyMistake } from './proxy-advice.ts'

interface Line {
  msg: string
  mistake: ProxyMistake
  [field: string]: unknown
}

function listening(): { advice: ProxyAdvice; lines: Line[]; clock: { now: number } } {
  const lines: Line[] = []
  const clock = { now: 0 }
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line)
  const logger = createLogger({ level: 'warn', format: 'json' }, { write })
  return { advice: new ProxyAdvice(logger, () => clock.now), lines, clock }
}

it('names the line that mends each mistake', () => {
  const { advice, lines } = listening()
  const expected: [ProxyMistake, RegExp[]][] = [
    ['host', [/proxy_set_header Host \$host;/, /listen\.publicUrl/, /listen\.allowedOrigins/]],
    ['upgrade', [/proxy_http_version 1\.1; proxy_set_header Upgrade \$http_upgrade;/]],
    ['prefix', [/listen\.publicUrl/, /proxy_pass/]],
    ['address', [/listen\.trustProxy/]],
  ]
  for (const [mistake, patterns] of expected) {
    advice.tell(mistake, {})
    const line = lines.at(-1)
    assert.equal(line?.mistake, mistake)
    for (const pattern of patterns) assert.match(line.msg, pattern)
  }
})

it('tells each mistake once a minute, however many guests make it', () => {
  const { advice, lines, clock } = listening()
  for (let guest = 0; guest < 1000; guest += 1) {
    advice.tell('host', { origin: `https://${guest}.example` })
    advice.tell('upgrade', {})
  }
  assert.deepEqual(
    lines.map(({ mistake }) => mistake),
    ['host', 'upgrade'],
  )
  clock.now = 60_000
  advice.tell('host', {})
  assert.equal(lines.length, 3)
})

it('cuts what strangers send', () => {
  const { advice, lines } = listening()
  advice.tell('host', { origin: 'x'.repeat(100_000), host: undefined })
  assert.equal(lines[0]?.origin, 'x'.repeat(200))
})
