import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { quoteWord } from './quote.ts'
import { requireReach } from './reach.ts'
import { unitText, type UnitPlan } from './unit.ts'

const INSTALL = fileURLToPath(new URL('../install-service.ts', import.meta.url))
const PLAN: UnitPlan = {
  name: 'plenary',
  command: [process.execPath, '--version'],
  deadlineSeconds: 120,
  lowPorts: true,
  documentation: 'file:/opt/plenary/docs/service.md',
}

function newFolder(t: TestContext, name = 'plenary-service-'): string {
  const folder = mkdtempSync(join(tmpdir(), name))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What systemd says of a unit. */
function analyze(t: TestContext, text: string, ...args: string[]) {
  const file = join(newFolder(t), 'plenary.service')
  writeFileSync(file, text)
  return spawnSync('systemd-analyze', [...args, file], { encoding: 'utf8' })
}

function install(...args: string[]) {
  return spawnSync(process.execPath, [INSTALL, ...args], { encoding: 'utf8' })
}

describe('the unit', () => {
  for (const lowPorts of [true, false]) {
    it(`is one that systemd understands, and grants little, ${lowPorts ? 'with' : 'without'} low ports`, (t) => {
      const text = unitText({ ...PLAN, lowPorts })
      const verified = analyze(t, text, 'verify')
      assert.deepEqual([verified.status, verified.stderr], [0, ''])
      const scored = analyze(t, text, 'security', '--offline=yes', '--threshold=20')
      assert.equal(scored.status, 0, scored.stdout)
      assert.match(
        text,
        lowPorts ? /^CapabilityBoundingSet=CAP_NET_BIND_SERVICE$/m : /^CapabilityBoundingSet=$/m,
      )
    })
  }

  it('is seen to be wrong when a key is misspelt, so that the check above checks', (t) => {
    const { stderr } = analyze(t, unitText(PLAN).replace('WatchdogSec', 'WatchdogSecs'), 'verify')
    assert.match(stderr, /WatchdogSecs/)
  })

  it('gives meetings the time of the settings, and the server some to end after that', () => {
    assert.match(unitText({ ...PLAN, deadlineSeconds: 600.5 }), /^TimeoutStopSec=616s$/m)
  })

  it('starts programs whose path has blanks and percent signs, with any option, and refuses what systemd would not start', (t) => {
    const folder = newFolder(t, 'plen ary %n-')
    const program = join(folder, 'server')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    const verified = analyze(
      t,
      unitText({ ...PLAN, command: [program, '--config', '/a "$HOME\\\'%i'] }),
      'verify',
    )
    assert.equal(verified.stderr, '')
    assert.equal(quoteWord('/a b/%i'), '"/a b/%%i"')
    assert.throws(() => unitText({ ...PLAN, command: ['/a$b/node'] }), /Move Plenary to/)
    assert.throws(() => quoteWord('/a\nUser=root'), /cannot have the path/)
  })
})

describe('install-service', () => {
  it('prints a unit that starts what npm start starts, with a readable page about it', (t) => {
    const { stdout, stderr } = install('--print')
    assert.equal(stderr, '')
    const words = /^ExecStart=(.*)$/m.exec(stdout)?.[1]?.split(' ') ?? []
    const own = words.filter((word) => word.startsWith('/') && !word.startsWith('/etc/'))
    assert.ok(own.length >= 3 && own.every((path) => existsSync(path)), words.join(' '))
    const start = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }).scripts
      .start
    const flags = start.split(' ').filter((word) => word.startsWith('--'))
    assert.ok(
      flags.every((flag) => words.includes(flag)),
      start,
    )
    assert.deepEqual(analyze(t, stdout, 'verify').stderr, '')
  })

  it('writes unit, user and private settings, leaves settings alone later, and removes all but them', (t) => {
    const root = newFolder(t)
    assert.equal(install('--root', root, '--name', 'talks').status, 0)
    const settings = join(root, 'etc/talks/plenary.yaml')
    assert.equal(statSync(settings).mode & 0o777, 0o640)
    assert.match(
      readFileSync(join(root, 'etc/sysusers.d/talks.conf'), 'utf8'),
      /^u talks - "[^"]+" \/var\/lib\/talks$/m,
    )
    writeFileSync(settings, 'shutdown: { deadlineSeconds: 900 }\n')
    assert.equal(install('--root', root, '--name', 'talks').status, 0)
    assert.match(readFileSync(settings, 'utf8'), /900/)
    const unit = join(root, 'etc/systemd/system/talks.service')
    assert.match(readFileSync(unit, 'utf8'), /^TimeoutStopSec=915s$/m)
    writeFileSync(settings, 'colour: red\n')
    const refused = install('--root', root, '--name', 'talks')
    assert.match(refused.stderr, /colour/)
    assert.equal(refused.status, 1)
    assert.equal(install('--root', root, '--name', 'talks', '--uninstall').status, 0)
    assert.deepEqual([existsSync(unit), existsSync(settings)], [false, true])
    assert.match(
      install('--root', root, '--name', 'talks', '--uninstall').stdout,
      /There is no service talks/,
    )
  })

  it('refuses names that are no name of a user', (t) => {
    for (const name of ['../x', 'Plenary', 'x'.repeat(40)]) {
      const { status, stderr } = install('--root', newFolder(t), `--name=${name}`)
      assert.equal(status, 1, name)
      assert.match(stderr, /is no name for a service/)
    }
  })

  it('says so when the user of the service cannot reach the code', (t) => {
    assert.throws(() => requireReach('/root'), /sees nothing below \/root.*\/opt\/plenary/)
    assert.throws(() => requireReach(newFolder(t)), /sees nothing below \/tmp/)
    const folder = join(process.cwd(), `.reach-${process.pid}`)
    mkdirSync(join(folder, 'inner'), { recursive: true })
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    requireReach('/usr/bin')
    chmodSync(folder, 0o700)
    // Wherever this checkout is.
    assert.throws(() => requireReach(join(folder, 'inner'), []), /Type: chmod -R o\+rX/)
  })
})
