import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { DatabaseInUse, openDatabase } from '../../server/persistence/database.ts'
import { decideRestore, finishRestore, restoreFolder } from '../../server/persistence/pending-restore.ts'
import { prepare, replaceStorage } from './stage.ts'
import { backUp, makeStorage, newFolder, openArchive, stateOf } from './test-backup.ts'

const RESTORED = { storage: '1', 'api-keys.json': '600 keys 1', 'certificates/chain.pem': '640 chain 1' }
const PLACES = ['plenary.sqlite', 'api-keys.json', 'certificates/chain.pem']

async function begin(t: TestContext) {
  const folder = newFolder(t)
  const target = join(folder, 'good.tar')
  await backUp(makeStorage(join(folder, 'first'), 1), target)
  const storage = makeStorage(join(folder, 'second'), 2)
  return { storage, archive: openArchive(t, target) }
}

it('leaves the whole former state when it is cut before the new one counts', async (t) => {
  const { storage, archive } = await begin(t)
  const former = stateOf(storage)
  const cut = (): never => {
    throw new Error('cut')
  }
  assert.throws(() => replaceStorage(archive, storage, cut), /cut/)
  assert.deepEqual(stateOf(storage), former)
  // A process that is killed removes nothing: what it prepared is in nobody's way.
  const prepared = restoreFolder(storage)
  prepare(archive, join(prepared, 'new'), 'plenary.sqlite')
  const { storage: number, 'api-keys.json': keys } = stateOf(storage)
  assert.deepEqual([number, keys], ['2', former['api-keys.json']])
  replaceStorage(archive, storage)
  assert.deepEqual(stateOf(storage), RESTORED)
})

it('brings the whole new state wherever it is cut afterwards, as soon as anybody opens the storage', async (t) => {
  for (let done = 0; done <= PLACES.length; done += 1) {
    const { storage, archive } = await begin(t)
    const folder = restoreFolder(storage)
    prepare(archive, join(folder, 'new'), 'plenary.sqlite')
    // Of the former state, which must not be read into the new one.
    writeFileSync(`${storage}-wal`, 'journal of the former storage')
    decideRestore(storage, { place: PLACES, remove: ['plenary.sqlite-wal'] })
    for (const path of PLACES.slice(0, done))
      renameSync(join(folder, 'new', path), join(dirname(storage), path))
    assert.deepEqual(stateOf(storage), RESTORED, `cut after ${done}`)
    assert.ok(!existsSync(folder))
    assert.deepEqual(readdirSync(dirname(storage)).sort(), [
      'api-keys.json',
      'certificates',
      'plenary.sqlite',
    ])
  }
})

it('lets no server begin with the former state until the new one counts', async (t) => {
  const { storage, archive } = await begin(t)
  let looked = 0
  replaceStorage(archive, storage, () => {
    looked += 1
    assert.throws(() => openDatabase(storage), DatabaseInUse)
  })
  assert.equal(looked, 1)
  assert.deepEqual(stateOf(storage), RESTORED)
})

it('stops with the places of both states when files cannot be moved, and follows no path that leads elsewhere', async (t) => {
  const { storage } = await begin(t)
  mkdirSync(restoreFolder(storage), { recursive: true })
  decideRestore(storage, { place: ['../evil'], remove: [] })
  assert.throws(() => finishRestore(storage), /names files elsewhere.*former files are in.*restored ones in/)
  assert.ok(existsSync(storage))
})
