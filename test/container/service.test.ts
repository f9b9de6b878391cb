import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { buildMachine, imagesOf, run } from './image.ts'

const IMAGE = 'localhost/plenary-machine:test'
const NAME = `plenary-machine-${process.pid}`
const PLENARY = '/opt/plenary/plenary'
const STORAGE = ['--storage', '/var/lib/plenary/plenary.sqlite']
// Of the watchdog of the unit, and what a new start takes.
const WATCHDOG = { timeoutMs: 60_000, intervalMs: 500 }

/** A machine with systemd and without network. */
async function startMachine(t: TestContext) {
  const images = await imagesOf(t, NAME)
  await buildMachine(images, IMAGE)
  const limits = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096']
  const machine = ['--systemd', 'always', '--privileged', '--network', 'none', ...limits]
  await images.podman('run', '--detach', '--name', NAME, ...machine, IMAGE, '/sbin/init')
  const exec = (...command: string[]): Promise<string> => images.podman('exec', NAME, ...command)
  await waitFor('systemd to run', async () => {
    const state = await exec('sh', '-c', 'systemctl is-system-running || true')
    return /running|degraded/.test(state) ? undefined : state.trim()
  })
  const property = async (name: string): Promise<string> =>
    (await exec('systemctl', 'show', '--property', name, '--value', 'plenary')).trim()
  const outside = (await images.podman('inspect', '--format', '{{.State.Pid}}', NAME)).trim()
  const meet = (): Promise<string> =>
    run('nsenter', [
      '--net',
      '--target',
      outside,
      process.execPath,
      'test/kit/meet-there.ts',
      'http://127.0.0.1:3000',
    ])
  return { exec, property, meet }
}

it('runs under systemd with little more than the rights to forward media, and comes back when it hangs', async (t) => {
  const { exec, property, meet } = await startMachine(t)
  // It returns once the server has said that people can come in.
  assert.match(await exec(PLENARY, 'install-service'), /plenary runs/)
  assert.equal(await property('ActiveState'), 'active')
  assert.match(await property('StatusText'), /^http/)
  await meet()
  const first = await property('MainPID')
  const status = await exec('cat', `/proc/${first}/status`)
  assert.match(status, /^CapBnd:\s+0000000000000400$/m)
  assert.match(status, /^Seccomp:\s+2$/m)
  assert.doesNotMatch(status, /^Uid:\s+0/m)

  await exec(PLENARY, 'backup', '/root/b.tar', ...STORAGE)
  await assert.rejects(exec(PLENARY, 'restore', '/root/b.tar', ...STORAGE), /A server uses/)
  await exec('systemctl', 'kill', '--kill-whom=main', '--signal=STOP', 'plenary')
  await waitFor(async () => {
    const [pid, state] = [await property('MainPID'), await property('SubState')]
    return pid !== first && state === 'running' ? undefined : `${pid} is ${state}`
  }, WATCHDOG)
  assert.match(await exec('journalctl', '--no-pager', '--unit', 'plenary'), /Watchdog timeout/)
  await meet()

  await exec('systemctl', 'stop', 'plenary')
  assert.equal(await property('Result'), 'success')
  await exec(PLENARY, 'restore', '/root/b.tar', ...STORAGE)
  await exec('systemctl', 'start', 'plenary')
  await meet()
  assert.match(await exec(PLENARY, 'install-service', '--uninstall'), /is gone/)
  assert.equal(await property('LoadState'), 'not-found')
})
