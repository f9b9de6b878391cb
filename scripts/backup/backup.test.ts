import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { claimDatabase, DATABASE_VERSION } from '../../server/persistence/database.ts'
import { readBeside } from './beside.ts'
import { replaceStorage } from './stage.ts'
import { backUp, forge, makeStorage, newFolder, openArchive, stateOf } from './test-backup.ts'

const script = (name: string): string => fileURLToPath(new URL(`../${name}.ts`, import.meta.url))

/** A good backup of number 1 as bytes, and a storage of number 2 that a bad one must not change. */
async function twoStates(t: TestContext) {
  const folder = newFolder(t)
  const good = join(folder, 'good.tar')
  await backUp(makeStorage(join(folder, 'first'), 1), good)
  const storage = makeStorage(join(folder, 'second'), 2)
  const before = stateOf(storage)
  const refuses = (bytes: Buffer, pattern: RegExp, what: string): void => {
    const file = join(folder, 'bad.tar')
    writeFileSync(file, bytes)
    assert.throws(() => replaceStorage(openArchive(t, file), storage), pattern, what)
    assert.deepEqual(stateOf(storage), before, what)
    assert.ok(
      !readdirSync(join(folder, 'second')).some((name) => name.startsWith('.')),
      `${what}: something is left`,
    )
  }
  return { folder, good, storage, refuses, manifest: openArchive(t, good).manifest }
}

describe('a backup', () => {
  it('brings back storage, keys and certificates with their modes, and leaves other files alone', async (t) => {
    const { folder, good, storage } = await twoStates(t)
    assert.equal(statSync(good).mode & 0o777, 0o600)
    chmodSync(join(folder, 'second', 'api-keys.json'), 0o644)
    writeFileSync(join(folder, 'second', 'notes.txt'), 'mine', { mode: 0o600 })
    replaceStorage(openArchive(t, good), storage)
    assert.deepEqual(stateOf(storage), {
      storage: '1',
      'api-keys.json': '600 keys 1',
      'certificates/chain.pem': '640 chain 1',
      'notes.txt': '600 mine',
    })
  })

  it('is a tar file that other programs can read', async (t) => {
    const { good } = await twoStates(t)
    const names = execFileSync('tar', ['tf', good], { encoding: 'utf8' }).trim().split('\n')
    assert.deepEqual(names, ['manifest.json', 'plenary.sqlite', 'api-keys.json', 'certificates/chain.pem'])
  })

  it('follows no link, and says what it left out', (t) => {
    const folder = newFolder(t)
    const storage = makeStorage(folder, 1)
    symlinkSync('/etc/shadow', join(folder, 'key.pem'))
    const { files, leftOut } = readBeside(storage)
    assert.deepEqual(leftOut, ['key.pem'])
    assert.ok(!files.some(({ path }) => path === 'key.pem'))
  })

  it('refuses a folder that holds much else', (t) => {
    const folder = newFolder(t)
    const storage = makeStorage(folder, 1)
    for (let index = 0; index < 1001; index += 1) writeFileSync(join(folder, `${index}.txt`), '')
    assert.throws(() => readBeside(storage), /Give the storage a folder of its own/)
  })

  it('replaces no file, and leaves nothing behind when the disk takes no more', (t) => {
    const folder = newFolder(t)
    const storage = makeStorage(join(folder, 'data'), 1)
    const target = join(folder, 'backup.tar')
    // 512-byte blocks: the copy of the storage fits or does not, the archive never does.
    for (const blocks of [1, 145]) {
      const { status, stderr } = spawnSync(
        'sh',
        [
          '-c',
          `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`,
          'sh',
          process.execPath,
          script('backup'),
          target,
          '--storage',
          storage,
        ],
        { encoding: 'utf8' },
      )
      assert.equal(status, 1, stderr)
      assert.doesNotMatch(stderr, /^\s+at /m)
      assert.deepEqual(readdirSync(folder), ['data'])
      assert.deepEqual(readdirSync(join(folder, 'data')).sort(), [
        'api-keys.json',
        'certificates',
        'plenary.sqlite',
      ])
    }
    writeFileSync(target, 'mine')
    const again = spawnSync(process.execPath, [script('backup'), target, '--storage', storage], {
      encoding: 'utf8',
    })
    assert.match(again.stderr, /is there already/)
    assert.equal(readFileSync(target, 'utf8'), 'mine')
  })
})

describe('a restore', () => {
  it('refuses a backup that is cut anywhere, and changes nothing', async (t) => {
    const { folder, good, refuses } = await twoStates(t)
    const whole = readFileSync(good)
    for (const share of [0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99]) {
      const file = join(folder, 'cut.tar')
      writeFileSync(file, whole)
      truncateSync(file, Math.floor(whole.length * share))
      refuses(readFileSync(file), /cut|no backup/, `${share} of it`)
    }
    refuses(whole.subarray(0, -1), /is cut/, 'its last byte')
    refuses(Buffer.concat([whole, Buffer.alloc(512)]), /follows its end/, 'more than it')
  })

  it('refuses a backup in which any byte that counts was changed', async (t) => {
    const { good, refuses } = await twoStates(t)
    const whole = readFileSync(good)
    const storageAt = 512 + Math.ceil(Number.parseInt(whole.toString('latin1', 124, 135), 8) / 512) * 512
    const places = {
      name: 3,
      checksum: 150,
      'name of the storage': storageAt + 1,
      type: storageAt + 156,
      link: storageAt + 160,
    }
    const contents = { 'a page': storageAt + 512 + 5000, 'last page': storageAt + 512 + 70_000 }
    for (const [what, place] of Object.entries({ ...places, ...contents })) {
      const changed = Buffer.from(whole)
      changed[place] = (changed[place] ?? 0) ^ 1
      refuses(changed, /damaged|no backup/, what)
    }
  })

  it('refuses names that lead elsewhere, links, files that stand there twice and names of its own', async (t) => {
    const { folder, manifest, refuses } = await twoStates(t)
    const content = Buffer.from('evil')
    const sha256 = createHash('sha256').update(content).digest('hex')
    const odd = ['../evil', '/tmp/evil', 'a/../../evil', 'a//b', './a', 'a\\..\\b', 'a\0b', '', '..', 'a/.']
    for (const path of [...odd, 'plenary.sqlite-wal', '.plenary.sqlite.restore/journal.json']) {
      const storage = readFileSync(join(folder, 'first', 'plenary.sqlite'))
      const main = {
        ...manifest.files[0],
        size: storage.length,
        sha256: createHash('sha256').update(storage).digest('hex'),
      }
      const evil = { path, size: content.length, mode: 0o600, sha256 }
      const files = [{ path: 'plenary.sqlite', content: storage }]
      refuses(
        forge({ ...manifest, files: [main, evil] }, [...files, { path, content }]),
        /leads out|taken|no backup/,
        path,
      )
      const twice = { ...manifest, files: [main, main] }
      refuses(forge(twice, [...files, ...files]), /twice/, 'twice')
      const link = (tar: Buffer): void => void tar.write('2', 156)
      const linked = { ...manifest, files: [main, { ...evil, path: 'x' }] }
      refuses(forge(linked, [...files, { path: 'x', content, header: link }]), /damaged/, 'a link')
    }
    assert.ok(!existsSync('/tmp/evil'))
  })

  it('refuses backups of newer programs, and storages that hold something else', async (t) => {
    const { manifest, refuses } = await twoStates(t)
    const content = Buffer.from('SQLite format 3\0 and nothing else')
    const sha256 = createHash('sha256').update(content).digest('hex')
    const [main] = manifest.files
    const bad = { ...manifest, files: [{ ...main, size: content.length, sha256 }] }
    const files = [{ path: 'plenary.sqlite', content }]
    refuses(forge(bad, files), /storage in the backup is damaged/, 'no database')
    refuses(
      forge({ ...bad, database: DATABASE_VERSION + 1 }, files),
      /Restore it with the Plenary/,
      'newer tables',
    )
    refuses(forge({ ...bad, plenaryBackup: 2 }, files), /newer Plenary made this backup/, 'newer layout')
    refuses(Buffer.from('x'.repeat(2000)), /no backup/, 'something else')
  })

  it('refuses while a server uses the storage', async (t) => {
    const { good, storage } = await twoStates(t)
    const server = claimDatabase(storage)
    const run = spawnSync(process.execPath, [script('restore'), good, '--storage', storage], {
      encoding: 'utf8',
    })
    server.close()
    assert.match(run.stderr, /A server uses .* Stop it first/)
    assert.equal(run.status, 1)
    assert.equal(stateOf(storage).storage, '2')
  })

  it('refuses what stands in the way before anything is replaced', async (t) => {
    const { folder, good, storage } = await twoStates(t)
    const empty = join(folder, 'third')
    mkdirSync(join(empty, 'api-keys.json'), { recursive: true })
    assert.throws(() => replaceStorage(openArchive(t, good), join(empty, 'plenary.sqlite')), /is in the way/)
    assert.deepEqual(readdirSync(empty), ['api-keys.json'])
    assert.equal(stateOf(storage).storage, '2')
  })
})
