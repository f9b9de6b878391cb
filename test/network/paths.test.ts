import assert from 'node:assert/strict'
import { it } from 'node:test'
import { FIREWALLS, ONE_TO_ONE } from './kit/firewalls.ts'
import { Meeting } from './kit/meeting.ts'
import { PUBLIC_ADDRESS, PUBLIC_IPV6 } from './kit/network.ts'

it('people meet over UDP where nothing is blocked', async (t) => {
  const meeting = await Meeting.start(t)
  assert.deepEqual(await meeting.meet(PUBLIC_ADDRESS), ['udp:40000'])
})

it('people meet over TCP on the media port where UDP is blocked', async (t) => {
  const meeting = await Meeting.start(t, {
    prepare: async (network) => await network.filter('server', FIREWALLS.noUdp),
  })
  assert.deepEqual(await meeting.meet(PUBLIC_ADDRESS), ['tcp:40000'])
})

it('people meet over the port of the pages where nothing else passes', async (t) => {
  const meeting = await Meeting.start(t, {
    prepare: async (network) => await network.filter('server', FIREWALLS.onlyPages),
  })
  assert.deepEqual(await meeting.meet(PUBLIC_ADDRESS), ['tcp:443'])
})

it('people meet at a server behind a router that maps its public address one to one', async (t) => {
  const meeting = await Meeting.start(t, {
    layout: 'behind-router',
    args: ['--announce', PUBLIC_ADDRESS],
    prepare: async (network) => {
      await network.run('router', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
      await network.filter('router', ONE_TO_ONE)
    },
  })
  assert.deepEqual(await meeting.meet(PUBLIC_ADDRESS), ['udp:40000'])
})

it('people meet over IPv6 where there is nothing else, on the port of the pages if it must be', async (t) => {
  const meeting = await Meeting.start(t, {
    args: ['--host', '::'],
    prepare: async (network) => {
      for (const machine of ['server', 'guests'] as const) {
        await network.run(machine, 'ip', '-4', 'addr', 'flush', 'dev', 'public')
      }
      await network.filter('server', FIREWALLS.onlyPages)
    },
  })
  assert.deepEqual(await meeting.meet(PUBLIC_IPV6), ['tcp:443'])
})
