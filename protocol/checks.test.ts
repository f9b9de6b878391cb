import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SAMPLE_CHECK } from '../test/kit/sample-check.ts'
import { CHECK_VERDICTS, verdictOf } from './check-verdict.ts'
import { checkResultSchema, readCheckCode, shownCheckCode, type CheckResult } from './checks.ts'

type Change = Omit<Partial<CheckResult>, 'line' | 'paths'> & {
  line?: Partial<CheckResult['line']> | null
  paths?: Partial<CheckResult['paths']>
}

function changed({ line = {}, paths = {}, ...rest }: Change): CheckResult {
  const result = {
    ...SAMPLE_CHECK,
    ...rest,
    paths: { ...SAMPLE_CHECK.paths, ...paths },
    line: line && SAMPLE_CHECK.line ? { ...SAMPLE_CHECK.line, ...line } : null,
  }
  return checkResultSchema.parse(result)
}

const NO_PATHS = { udp: 'fails', tcp: 'fails' } as const

/** From the first reason to the last: each of them with all that follow it. */
const WORSE_AND_WORSE: readonly [string, Change][] = [
  ['good', {}],
  ['no-sound', { speaker: false }],
  ['silent-microphone', { microphone: 'silent' }],
  ['old-browser', { browser: { name: 'Chrome', version: 90, system: 'Windows' } }],
  ['high-delay', { line: { roundTripMs: 700 } }],
  ['slow-line', { line: { upKbps: 200 } }],
  ['high-loss', { line: { lossDown: 0.12 } }],
  ['tcp-only', { paths: { udp: 'fails' } }],
  ['relay-only', { paths: { ...NO_PATHS, relay: 'works' } }],
  ['no-path', { paths: { ...NO_PATHS, relay: 'fails' }, line: null }],
  ['device-in-use', { camera: 'in-use' }],
  ['no-camera', { camera: 'not-found' }],
  ['no-microphone', { microphone: 'not-found' }],
  ['permission-denied', { camera: 'permission-denied' }],
  ['insecure-origin', { microphone: 'insecure-origin' }],
]

describe('verdictOf', () => {
  it('names what keeps somebody from a meeting first, then what makes it worse', () => {
    let all: Change = {}
    for (const [verdict, change] of WORSE_AND_WORSE) {
      all = {
        ...all,
        ...change,
        line: change.line === null || all.line === null ? null : { ...all.line, ...change.line },
        paths: { ...all.paths, ...change.paths },
      }
      assert.equal(verdictOf(changed(all)), verdict)
      assert.equal(verdictOf(changed(change)), verdict, `${verdict} alone`)
    }
    assert.deepEqual(WORSE_AND_WORSE.map(([verdict]) => verdict).reverse(), [...CHECK_VERDICTS])
  })

  it('says nothing of ways that were not tried, or that the server does not have', () => {
    const untried = {
      udp: 'untried',
      tcp: 'untried',
      'pages-port': 'not-offered',
      relay: 'not-offered',
    } as const
    assert.equal(verdictOf(changed({ paths: untried })), 'good')
    assert.equal(verdictOf(changed({ paths: { udp: 'not-offered' } })), 'tcp-only')
    assert.equal(verdictOf(changed({ paths: untried, line: null })), 'no-path')
  })

  it('is content where a browser does not say what it measured', () => {
    const silent = { roundTripMs: null, jitterMs: null, lossUp: null, lossDown: null }
    assert.equal(verdictOf(changed({ line: { ...silent, upKbps: null, downKbps: null } })), 'good')
    assert.equal(verdictOf(changed({ browser: { name: 'Something else', version: 1, system: '' } })), 'good')
  })
})

describe('checkResultSchema', () => {
  it('takes neither text of any length, nor numbers that cannot be, nor what it does not know', () => {
    const { browser, line } = SAMPLE_CHECK
    for (const wrong of [
      { ...SAMPLE_CHECK, address: '192.0.2.1' },
      { ...SAMPLE_CHECK, camera: 'Logitech C920' },
      { ...SAMPLE_CHECK, browser: { ...browser, name: '<script>' } },
      { ...SAMPLE_CHECK, browser: { ...browser, name: 'x'.repeat(33) } },
      { ...SAMPLE_CHECK, browser: { ...browser, name: 'Chrome\n' } },
      { ...SAMPLE_CHECK, line: { ...line, lossUp: 1.5 } },
      { ...SAMPLE_CHECK, line: { ...line, roundTripMs: Number.NaN } },
      { ...SAMPLE_CHECK, line: { ...line, upKbps: -1 } },
    ]) {
      assert.equal(checkResultSchema.safeParse(wrong).success, false, JSON.stringify(wrong))
    }
    assert.ok(checkResultSchema.safeParse(SAMPLE_CHECK).success)
  })
})

describe('readCheckCode', () => {
  it('reads a code however it was typed, and nothing else', () => {
    const code = 'KFMH3TQW'
    for (const typed of [code, 'kfmh-3tqw', ' KFMH 3TQW ', shownCheckCode(code)]) {
      assert.equal(readCheckCode(typed), code, typed)
    }
    for (const typed of ['', 'KFMH-3TQ', 'KFMH-3TQ0', 'KFMH-3TQWW', '../KFMH3TQW', 'K'.repeat(1e6)]) {
      assert.equal(readCheckCode(typed), undefined, typed.slice(0, 20))
    }
  })
})
