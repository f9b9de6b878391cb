import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok, problem } from '../../server/doctor/finding.ts'
import { firewalldAllows, ufwAllows } from './check-firewall.ts'
import { parseOptions } from './options.ts'
import { countLevels, reportJson, reportLines } from './report.ts'
import { runChecks } from './run-checks.ts'
import { withArguments } from './start-line.ts'
import type { Subject } from './subject.ts'

const NOBODY: Subject = {
  settings: {
    listen: {
      ...{ host: '0.0.0.0', port: 3000, announce: [], stun: [], trustProxy: false },
      ...{ tls: { mode: 'off' }, acme: { httpPort: 80 } },
    },
    media: { port: 40_000, workers: 1, socketBufferBytes: 1 },
    storage: { file: 'none' },
  },
  facts: undefined,
  interfaces: {},
  participants: 1,
  ask: async () => await Promise.reject(new Error('no server')),
}

describe('the command line of the doctor', () => {
  it('keeps the flags of the server apart from its own', () => {
    const options = parseOptions(['--config', 'a.yaml', '--json', '--participants', '200', '--port', '4000'])
    assert.deepEqual(options.serverArguments, ['--config', 'a.yaml', '--port', '4000'])
    assert.deepEqual([options.json, options.participants], [true, 200])
    for (const bad of ['0', '', 'many', '1e9'])
      assert.throws(() => parseOptions(['--participants', bad]), /--participants takes a whole number/)
  })
})

describe('the report', () => {
  const findings = [
    problem('storage.full', 'error', 'The disk is full.', ['df -h']),
    ok('ports', 'Free.'),
    problem('https.off', 'warning', 'Plain \u001B[2J HTTP.'),
  ]

  it('ends with what is worst, names the lines to type, and passes no control characters on', () => {
    const lines = reportLines(findings, false)
    assert.equal(lines[0], 'ok      Free.')
    assert.equal(lines.at(-1), '1 error, 1 warning. Begin with the first error.')
    assert.ok(lines.includes('            df -h'))
    assert.ok(!lines.join('').includes('\u001B'))
    assert.ok(reportLines(findings, true).join('').includes('\u001B[31m'))
  })

  it('is one JSON object with counts', () => {
    const report = JSON.parse(reportJson(findings)) as { version: number; counts: object; findings: object[] }
    assert.deepEqual(report.counts, { ok: 1, note: 0, warning: 1, error: 1 })
    assert.deepEqual([report.version, report.findings.length], [1, 3])
    assert.equal(countLevels([]).error, 0)
  })
})

describe('lines that start the server', () => {
  const complete = (line: string, ...flags: string[]): string | undefined =>
    withArguments([problem('https.off', 'warning', '', [line])], flags)[0]?.fix?.[0]

  it('keep the flags of its start, and replace the one that they give', () => {
    const flags = ['--config', 'my file.yaml', '--announce', '10.0.0.1', '--announce=10.0.0.2']
    assert.equal(
      complete('npm start -- --announce 203.0.113.7', ...flags),
      "npm start -- --config 'my file.yaml' --announce 203.0.113.7",
    )
    assert.equal(
      complete('ulimit -n 65535 && npm start', '--port', '80'),
      'ulimit -n 65535 && npm start -- --port 80',
    )
    assert.equal(complete('npm start'), 'npm start')
    assert.equal(complete('certbot renew', '--port', '80'), 'certbot renew')
  })
})

describe('a check', () => {
  it('that fails or hangs is a finding, and stops no other', async () => {
    const shown: string[] = []
    const checks = [
      { name: 'one', run: async () => await Promise.reject(new Error('broken')) },
      { name: 'two', run: async () => await new Promise<never>(() => undefined) },
      { name: 'three', run: async () => await Promise.resolve([ok('ports', 'Free.')]) },
    ]
    const found = await runChecks(checks, NOBODY, { write: (text) => shown.push(text) }, 5)
    assert.deepEqual(
      found.map(({ id }) => id),
      ['doctor.failed', 'doctor.failed', 'ports'],
    )
    assert.match(found[0]?.what ?? '', /one was not carried out: broken/)
    assert.deepEqual(shown, [], 'nobody waited for long')
  })
})

describe('lists of open ports', () => {
  it('of ufw count where everybody may come, with and without a protocol', () => {
    const status = [
      'Status: active',
      'To                         Action      From',
      '22/tcp                     LIMIT       Anywhere',
      '3000                       ALLOW       Anywhere',
      '40000:40001/udp            ALLOW IN    Anywhere',
      '50000/udp                  ALLOW       10.0.0.0/8',
      '50001/udp                  DENY        Anywhere',
    ].join('\n')
    const allows = ufwAllows(status)
    const open = [3000, 22, 40_000, 40_002, 50_000, 50_001].map((port) => allows({ protocol: 'udp', port }))
    assert.deepEqual(open, [true, false, true, false, false, false])
    assert.ok(allows({ protocol: 'tcp', port: 3000 }))
  })

  it('of firewalld are ports and ranges', () => {
    const allows = firewalldAllows('3000/tcp 40000-40001/udp\n')
    assert.deepEqual(
      [40_001, 40_002, 3000].map((port) => allows({ protocol: 'udp', port })),
      [true, false, false],
    )
  })
})
