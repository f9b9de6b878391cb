import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { packFolder } from '../../scripts/release/pack.ts'

const run = promisify(execFile)
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const ENVIRONMENT = { ...process.env, SOURCE_DATE_EPOCH: '1800000000' }

// A machine with a way to the internet that nobody answers on, and no addresses of IPv6, whose
// kernel would send packets of its own.
const NETWORK = `set -e
ip link set lo up
ip link add way type veth peer name wall
for end in way wall; do echo 1 > /proc/sys/net/ipv6/conf/$end/disable_ipv6; done
ip link set wall up
ip addr add 192.0.2.1/24 dev way
ip link set way up
ip route add default via 192.0.2.2
exec "$@"`

// Root needs no user namespace, which a process in a chroot may not make.
const ALONE = process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net']

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-release-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

it('makes a release that serves a meeting from an empty folder, and asks nobody for anything', async (t) => {
  const folder = newFolder(t)
  await run(process.execPath, [file('scripts/release.ts'), '--to', folder], { env: ENVIRONMENT })
  const [, sum, name = ''] =
    /^([0-9a-f]{64}) {2}(plenary-\S+-linux-\w+\.tar\.gz)\n$/.exec(
      readFileSync(join(folder, 'SHA256SUMS'), 'utf8'),
    ) ?? []
  assert.equal(
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
    sum,
  )
  await run('tar', ['xzf', join(folder, name), '-C', folder])
  const release = join(folder, name.replace('.tar.gz', ''))

  // The same content gives the same archive, whenever and from wherever it is packed.
  assert.equal(await packFolder(release, join(folder, 'again.tar.gz'), 1_800_000_000), sum)

  const visit = [
    process.execPath,
    file('test/kit/release-visit.ts'),
    join(release, 'plenary'),
    join(folder, 'data/x.sqlite'),
  ]
  if (spawnSync('unshare', [...ALONE, 'true']).status === 0) {
    const { stdout } = await run('unshare', [...ALONE, 'sh', '-c', NETWORK, 'sh', ...visit])
    assert.deepEqual(JSON.parse(stdout), { page: true, code: 0, sent: 0, isCounted: true })
  } else {
    // Where nobody may make networks, others send packets as well.
    t.diagnostic('No network of its own can be made here: that the release asks nobody is not proved.')
    const [program = '', ...rest] = visit
    const { page, code } = JSON.parse((await run(program, rest)).stdout) as { page: boolean; code: number }
    assert.deepEqual({ page, code }, { page: true, code: 0 })
  }
})

it('says which packages a machine lacks whose libraries the media worker needs', async (t) => {
  const folder = newFolder(t)
  const program = join(folder, 'plenary')
  copyFileSync(file('scripts/release/plenary.sh'), program)
  const failed = await run('sh', [program]).catch(
    (error: unknown) => error as { stderr: string; code: number },
  )
  assert.match(failed.stderr, /lacks.*apt-get install/s)
})
