import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { asOwner } from './owner.ts'
import { makeStorage, newFolder } from './test-backup.ts'

const script = (name: string): string => fileURLToPath(new URL(`../${name}.ts`, import.meta.url))
const IS_ROOT = process.geteuid?.() === 0
// Of nobody in particular where root may give files away; else of whoever runs this.
const OWNER = IS_ROOT ? 54_321 : (process.geteuid?.() ?? 0)

it('leaves everything with the user of the server, whoever backs up and restores', async (t) => {
  const folder = newFolder(t)
  const data = join(folder, 'data')
  const storage = makeStorage(data, 1)
  chmodSync(folder, 0o755)
  const all = ['.', ...readdirSync(data, { recursive: true, encoding: 'utf8' })]
  if (IS_ROOT) for (const path of all) chownSync(join(data, path), OWNER, OWNER)
  const archive = join(folder, 'private.tar')
  execFileSync(process.execPath, [script('backup'), archive, '--storage', storage])
  assert.equal(statSync(archive).uid, process.geteuid?.())
  execFileSync(process.execPath, [script('restore'), archive, '--storage', storage])
  const owners = readdirSync(data, { recursive: true, encoding: 'utf8' }).map(
    (path) => statSync(join(data, path)).uid,
  )
  assert.deepEqual([...new Set(owners)], [OWNER])
  const during = await asOwner(storage, () => Promise.resolve(process.geteuid?.()))
  assert.deepEqual([during, process.geteuid?.()], [OWNER, IS_ROOT ? 0 : OWNER])
})

it('says so when somebody else asks for a backup', (t) => {
  const folder = newFolder(t)
  const storage = makeStorage(join(folder, 'data'), 1)
  chmodSync(join(folder, 'data'), 0o000)
  const options = IS_ROOT ? { uid: OWNER, gid: OWNER } : {}
  chmodSync(folder, 0o777)
  const { status, stderr } = spawnSync(
    process.execPath,
    [script('backup'), join(folder, 'b.tar'), '--storage', storage],
    { ...options, encoding: 'utf8' },
  )
  chmodSync(join(folder, 'data'), 0o700)
  assert.equal(status, 1)
  assert.match(stderr, /out of reach .* Run this as root, or as the user of the server/)
  assert.deepEqual(readdirSync(folder), ['data'])
})
