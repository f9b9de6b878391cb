import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'

const script = join(import.meta.dirname, 'config.ts')

function run(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env.PATH, PLENARY_METRICS_TOKEN: 'hunter2hunter2hunter2' }
  return spawnSync(process.execPath, [script, ...argv], { env, encoding: 'utf8' })
}

it('explains, prints and checks, and ends with code 2 for what is wrong', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'my.yaml')
  writeFileSync(file, 'listen:\n  port: 8443\n')

  const explained = run('--explain', 'listen.port', '--config', file)
  assert.equal(explained.status, 0, explained.stderr)
  assert.ok(explained.stdout.includes(`8443 (from ${file}:2)`), explained.stdout)
  assert.equal(run('--explain', '--config', file).status, 0)

  const printed = run('--print', '--config', file)
  assert.ok(printed.stdout.includes(`port: 8443  # ${file}:2`))
  assert.doesNotMatch(printed.stdout, /hunter2/)

  const good = run('--check', file)
  assert.deepEqual([good.status, good.stderr], [0, ''])
  assert.match(good.stdout, /is in order\. Start with it: npm start -- --config /)

  writeFileSync(file, 'listen:\n  prot: 1\nvideo:\n  maxTiles: many\n')
  const bad = run('--check', file)
  assert.equal(bad.status, 2)
  assert.deepEqual(
    bad.stderr.split('\n').map((line) => line.slice(file.length).replace(/(\?|to \d+).*/, '')),
    [
      ':2: listen.prot: unknown key. Did you mean listen.port',
      ':4: video.maxTiles: must be a whole number from 1 ',
      '',
    ],
  )
  const still = run('--explain', 'listen.port', '--config', file)
  assert.equal(still.status, 0)
  assert.match(still.stderr, /The settings have problems:\n.*maxTiles/s)

  for (const wrong of [
    ['--explain', 'listen.prot'],
    ['--check'],
    ['--check', folder],
    ['--expalin'],
    ['x'],
  ]) {
    const { status, stdout, stderr } = run(...wrong)
    assert.deepEqual([status, stdout], [2, ''], wrong.join(' '))
    assert.doesNotMatch(stderr, /^ +at /m)
    assert.notEqual(stderr, '')
  }
})
