import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WORKER_LIBRARIES } from '../../scripts/release/assemble.ts'
import { cacheFolder } from '../../server/config/cache-folder.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MIRROR = 'http://deb.debian.org/debian'
// Overlays do not nest, and tests may run in a container themselves.
const STORE = ['--storage-driver', 'vfs']

/** Where images of tests are kept, apart from those of the person. */
export interface ImageStore {
  buildah(...args: string[]): Promise<string>
  podman(...args: string[]): Promise<string>
}

/** Runs a program to its end in the checkout, and repeats what it complained about when it fails. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)))
  const code = await new Promise((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', reject)
  })
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${String(code)}:\n${stderr}`)
  return stdout
}

/** Opens a store of images in a folder. */
function openImages(folder: string): ImageStore {
  const own = [...STORE, '--root', join(folder, 'root'), '--runroot', join(folder, 'run')]
  return {
    buildah: (...args) => run('buildah', [...own, ...args]),
    podman: (...args) =>
      run('podman', [...own, '--runtime', 'runc', '--cgroup-manager', 'cgroupfs', ...args]),
  }
}

/** The image that the Dockerfile builds on, as it names it. */
export function baseName(): string {
  const [, name = ''] = /^ARG BASE=(\S+)$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) ?? []
  return name
}

/** Makes the base image from packages of Debian; the packages are fetched once for all runs. */
async function makeBase(images: ImageStore): Promise<void> {
  const archive = join(cacheFolder(), 'container', 'debian-12.tar')
  if (!existsSync(archive)) {
    const draft = `${archive}.${process.pid}`
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { recursive: true })
    try {
      await run('debootstrap', ['--variant=minbase', 'bookworm', join(draft, 'root'), MIRROR])
      await run('tar', ['-cf', join(draft, 'base.tar'), '-C', join(draft, 'root'), '.'])
      renameSync(join(draft, 'base.tar'), archive)
    } finally {
      rmSync(draft, { recursive: true, force: true })
    }
  }
  const container = (await images.buildah('from', 'scratch')).trim()
  await images.buildah('add', '--quiet', container, archive, '/')
  await images.buildah('commit', '--quiet', '--rm', container, baseName())
}

/** Builds the image of the Dockerfile, as `docker build` does. */
export async function buildImage(images: ImageStore, name: string): Promise<void> {
  const options = [
    '--isolation',
    'chroot',
    '--network',
    'host',
    '--pull-never',
    '--format',
    'docker',
    '--layers=false',
  ]
  await images.buildah('bud', ...options, '-t', name, '.')
}

/** Makes an image of a machine that runs systemd, with a release unpacked in `/opt`. */
export async function buildMachine(images: ImageStore, name: string): Promise<void> {
  const container = (await images.buildah('from', '--pull-never', baseName())).trim()
  const packages = `systemd systemd-sysv ${WORKER_LIBRARIES}`
  const install = `apt-get update && apt-get install -y --no-install-recommends ${packages}`
  await images.buildah('run', '--isolation', 'chroot', container, '--', 'sh', '-c', install)
  const [, archive = ''] = readFileSync(join(ROOT, 'releases/SHA256SUMS'), 'utf8').trim().split(/ +/)
  await images.buildah('add', '--quiet', container, join(ROOT, 'releases', archive), '/opt')
  await images.buildah(
    'run',
    '--isolation',
    'chroot',
    container,
    '--',
    'sh',
    '-c',
    'mv /opt/plenary-* /opt/plenary',
  )
  await images.buildah('commit', '--quiet', '--rm', container, name)
}

/**
 * A store of images for one test, with the base image in it; it goes with the test.
 *
 * @param container - name of the container that the test runs
 */
export async function imagesOf(t: TestContext, container: string): Promise<ImageStore> {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-images-'))
  const images = openImages(folder)
  t.after(async () => {
    await images.podman('rm', '--force', '--ignore', '--volumes', container)
    await images.podman('rmi', '--all', '--force')
    rmSync(folder, { recursive: true, force: true })
  })
  await makeBase(images)
  return images
}
