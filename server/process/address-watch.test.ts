import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Interfaces } from '../config/addresses.ts'
import { createLogger } from '../observability/logger.ts'
import { ADDRESS_INTERVAL_MS, AddressWatch, type AddressWatchOptions } from './address-watch.ts'

const systemError = (code: string) => Object.assign(new Error(`bind ${code}`), { code, syscall: 'bind' })

/** A machine whose addresses change, and on some of which nobody can listen. */
class Machine {
  listed: string[] = []
  /** The code of the system for addresses that it refuses. */
  readonly refused = new Map<string, string>()
  readonly probed: string[] = []
  isHidden = false
  readonly lines: string[] = []
  readonly asked: string[] = []
  outside = '203.0.113.7'

  readonly ask = async ({ host, port }: { host: string; port: number }): Promise<string> => {
    this.asked.push(`${host}:${port}`)
    return await Promise.resolve(this.outside)
  }

  readonly interfaces = (): Interfaces => {
    if (this.isHidden) throw systemError('EMFILE')
    const entry = (address: string) => ({ address, family: 'IPv4' as const, internal: false })
    return { eth0: this.listed.map(entry) }
  }

  readonly refusal = async (address: string): Promise<NodeJS.ErrnoException | undefined> => {
    this.probed.push(address)
    const code = this.refused.get(address)
    return await Promise.resolve(code === undefined ? undefined : systemError(code))
  }

  async watch(t: TestContext, listen: Partial<AddressWatchOptions['listen']> = {}): Promise<AddressWatch> {
    const write = (line: string): void => {
      const { address, msg } = JSON.parse(line) as { address?: string; msg: string }
      this.lines.push(address === undefined ? msg : `${address}: ${msg}`)
    }
    const watch = await AddressWatch.start({
      listen: { host: '0.0.0.0', announce: [], stun: [], ...listen },
      logger: createLogger({ level: 'info', format: 'json' }, { write }),
      interfaces: this.interfaces,
      refusal: this.refusal,
      ask: this.ask,
    })
    t.after(() => watch.close())
    return watch
  }
}

const APPEARED = 'an address appeared; media is received on it from now on'
const GONE = 'an address is gone; nobody can send media to it any more'
const LEFT_OUT = 'cannot listen on an address yet; it is left out until that is possible'

describe('AddressWatch', () => {
  it('follows addresses that come and go, and says each change once', async (t) => {
    const machine = new Machine()
    const watch = await machine.watch(t)
    assert.deepEqual(watch.current.announced, ['127.0.0.1'])
    machine.listed = ['10.0.0.5', '10.0.0.6']
    await watch.look()
    assert.deepEqual(watch.current.announced, ['10.0.0.5', '10.0.0.6', '127.0.0.1'])
    machine.listed = ['10.0.0.6']
    await watch.look()
    await watch.look()
    assert.deepEqual(watch.current, { bind: ['10.0.0.6', '127.0.0.1'], announced: ['10.0.0.6', '127.0.0.1'] })
    assert.deepEqual(machine.lines, [
      'addresses for media',
      `10.0.0.5: ${APPEARED}`,
      `10.0.0.6: ${APPEARED}`,
      `10.0.0.5: ${GONE}`,
    ])
  })

  it('looks every few seconds until it is closed', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const machine = new Machine()
    const watch = await machine.watch(t)
    const pass = async (): Promise<void> => {
      t.mock.timers.tick(ADDRESS_INTERVAL_MS)
      await new Promise(setImmediate)
    }
    machine.listed = ['10.0.0.5']
    await pass()
    assert.ok(watch.current.bind.includes('10.0.0.5'))
    watch.close()
    machine.listed = []
    await pass()
    assert.ok(watch.current.bind.includes('10.0.0.5'))
  })

  it('costs nothing but the look while nothing changes, and gives the same object', async (t) => {
    const machine = new Machine()
    machine.listed = ['10.0.0.5']
    const watch = await machine.watch(t)
    const { current } = watch
    machine.probed.length = 0
    await watch.look()
    assert.deepEqual(machine.probed, [])
    assert.equal(watch.current, current)
  })

  it('leaves out what cannot be bound, until it can be, with one line each', async (t) => {
    const machine = new Machine()
    machine.listed = ['10.0.0.5', '10.0.0.6']
    machine.refused.set('10.0.0.6', 'EADDRNOTAVAIL')
    const watch = await machine.watch(t)
    await watch.look()
    assert.deepEqual(watch.current.bind, ['10.0.0.5', '127.0.0.1'])
    machine.refused.clear()
    await watch.look()
    assert.deepEqual(watch.current.bind, ['10.0.0.5', '10.0.0.6', '127.0.0.1'])
    assert.deepEqual(
      machine.lines.filter((line) => line.startsWith('10.0.0.6')),
      [`10.0.0.6: ${LEFT_OUT}`, `10.0.0.6: ${APPEARED}`],
    )
  })

  it('drops no address because the process has no file left to look with', async (t) => {
    const machine = new Machine()
    machine.listed = ['10.0.0.5']
    const watch = await machine.watch(t)
    const before = watch.current
    machine.isHidden = true
    await watch.look()
    await watch.look()
    assert.equal(watch.current, before)
    machine.isHidden = false
    machine.listed = ['10.0.0.5', '10.0.0.6']
    for (const address of ['10.0.0.5', '10.0.0.6', '127.0.0.1']) machine.refused.set(address, 'EMFILE')
    await watch.look()
    assert.deepEqual(watch.current.bind, ['10.0.0.5', '10.0.0.6', '127.0.0.1'])
    assert.equal(machine.lines.filter((line) => line.startsWith('cannot list')).length, 1)
  })

  it('starts on a machine that does not list its addresses, and finds them later', async (t) => {
    const machine = new Machine()
    machine.isHidden = true
    const watch = await machine.watch(t)
    assert.deepEqual(watch.current.bind, ['127.0.0.1'])
    machine.isHidden = false
    machine.listed = ['10.0.0.5']
    await watch.look()
    assert.deepEqual(watch.current.bind, ['10.0.0.5', '127.0.0.1'])
  })

  it('goes on announcing what the settings say, whatever the machine has', async (t) => {
    const machine = new Machine()
    const watch = await machine.watch(t, { announce: ['meet.example.org'] })
    machine.listed = ['10.0.0.5']
    await watch.look()
    assert.deepEqual(watch.current.announced, ['meet.example.org'])
    assert.ok(watch.current.bind.includes('10.0.0.5'))
  })
})

describe('AddressWatch of one address', () => {
  it('keeps it when it goes, and says that it went and that it is back', async (t) => {
    const machine = new Machine()
    machine.listed = ['10.0.0.5']
    const watch = await machine.watch(t, { host: '10.0.0.5' })
    machine.listed = []
    machine.refused.set('10.0.0.5', 'EADDRNOTAVAIL')
    await watch.look()
    await watch.look()
    assert.deepEqual(watch.current, { bind: ['10.0.0.5'], announced: ['10.0.0.5'] })
    machine.listed = ['10.0.0.5']
    machine.refused.clear()
    await watch.look()
    assert.deepEqual(machine.lines.slice(1), [`10.0.0.5: ${GONE}`, `10.0.0.5: ${APPEARED}`])
  })

  it('refuses to start on one that the machine does not have', async (t) => {
    const machine = new Machine()
    machine.refused.set('10.0.0.5', 'EADDRNOTAVAIL')
    await assert.rejects(machine.watch(t, { host: '10.0.0.5' }), { code: 'EADDRNOTAVAIL' })
    assert.deepEqual(machine.lines, [])
  })

  it('waits at the start for one that the machine has and cannot be bound yet', async (t) => {
    const machine = new Machine()
    machine.listed = ['10.0.0.5']
    machine.refused.set('10.0.0.5', 'EADDRNOTAVAIL')
    const starting = machine.watch(t, { host: '10.0.0.5' })
    machine.refused.clear()
    assert.deepEqual((await starting).current.bind, ['10.0.0.5'])
    assert.ok(machine.probed.length >= 2)
  })

  it('announces where STUN servers see the machine, after what neighbours reach and before the loopback address', async (t) => {
    const machine = new Machine()
    machine.listed = ['192.168.1.20']
    const watch = await machine.watch(t, { stun: ['stun.example.org', '192.0.2.9:5349'] })
    assert.deepEqual(machine.asked, ['stun.example.org:3478', '192.0.2.9:5349'])
    assert.deepEqual(watch.current.announced, ['192.168.1.20', '203.0.113.7', '127.0.0.1'])
    assert.deepEqual(watch.current.bind, ['192.168.1.20', '127.0.0.1'])
    machine.listed = ['192.168.1.21']
    await watch.look()
    assert.deepEqual(watch.current.announced, ['192.168.1.21', '203.0.113.7', '127.0.0.1'])
  })

  it('asks no STUN server where that could tell nothing new', async (t) => {
    const stun = ['stun.example.org']
    for (const [listed, listen] of [
      [['203.0.113.20'], {}],
      [['192.168.1.20'], { announce: ['meet.example.org'] }],
      [[], {}],
      [['192.168.1.20'], { host: '127.0.0.1' }],
    ] as const) {
      const machine = new Machine()
      machine.listed = [...listed]
      await machine.watch(t, {
        stun,
        ...listen,
        announce: [...('announce' in listen ? listen.announce : [])],
      })
      assert.deepEqual(machine.asked, [])
    }
  })
})
