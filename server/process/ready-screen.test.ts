import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mediaLines, type ReadyView } from './ready-screen.ts'

const entry = (address: string) => [{ address, family: 'IPv4' as const, internal: false }]
const VIEW: ReadyView = {
  listen: { announce: [] },
  announced: ['192.168.1.5', '203.0.113.7', '127.0.0.1'],
  outside: '203.0.113.7',
  ports: { pages: 3000, media: [40_000, 40_001] },
  firewall: 'ufw',
  interfaces: { eth0: entry('192.168.1.5'), docker0: entry('172.17.0.1') },
}

describe('what the start says of media', () => {
  it('names each address with its reason, and the lines that open exactly these ports', () => {
    assert.deepEqual(mediaLines(VIEW), [
      'Media comes in at 192.168.1.5 (eth0, private), 203.0.113.7 (seen by STUN servers, public), UDP and TCP ports 40000-40001.',
      'A firewall lets it in with:',
      '  ufw allow 3000/tcp',
      '  ufw allow 40000:40001/tcp',
      '  ufw allow 40000:40001/udp',
      'Something does not work? Type: npm run doctor',
    ])
  })

  it('says a word where only bridges, or a name without an address, are announced', () => {
    const bridge = mediaLines({ ...VIEW, announced: ['172.17.0.1'], outside: undefined, firewall: undefined })
    assert.match(bridge.join('\n'), /Only addresses of containers.*\n {2}npm start -- --stun /)
    const name = mediaLines({ ...VIEW, listen: { announce: ['meet.example'] }, announced: ['meet.example'] })
    assert.match(name.join('\n'), /meet\.example \(a name\), as listen\.announce says/)
    assert.match(
      name.join('\n'),
      /no address that media can reach.*\n {2}npm start -- --announce 203\.0\.113\.7/,
    )
  })

  it('is silent where only this machine can come', () => {
    assert.deepEqual(mediaLines({ ...VIEW, announced: ['127.0.0.1'] }), [])
  })
})
