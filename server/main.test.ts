import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { VERSION } from './version.ts'

function main(...args: string[]) {
  const script = fileURLToPath(new URL('./main.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('server/main.ts', () => {
  it('ends with code 2 and one line for each bad setting, without a stack', () => {
    const { status, stdout, stderr } = main('--port', '70000', '--colour', 'red')
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /^Plenary cannot start with these settings:$/m)
    assert.match(
      stderr,
      /^ {2}--port: listen\.port: must be a whole number from 0 to 65535 \(it is 70000\)$/m,
    )
    assert.match(stderr, /^ {2}--colour is not known/m)
    assert.doesNotMatch(stderr, /^\s+at /m)
  })

  it('ends with one line and no warnings when the host is no address of this machine', () => {
    const { status, stderr } = main('--host', '192.0.2.1', '--port', '0')
    assert.equal(status, 1)
    assert.equal(
      stderr,
      '192.0.2.1 is not an address of this machine. Listen on all addresses: npm start -- --host 0.0.0.0\n',
    )
  })

  it('prints help and version and ends', () => {
    assert.deepEqual(main('--version'), { status: 0, stdout: `${VERSION}\n`, stderr: '' })
    const help = main('--help')
    assert.equal(help.status, 0)
    assert.match(help.stdout, /^Usage: npm start -- \[flags\]$/m)
  })
})
