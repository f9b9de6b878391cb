import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allowedPicture, readPerson } from './person.ts'

describe('what is said of a person', () => {
  it('is shown as names may be: cut when too long, and left out when it cannot be seen', () => {
    const nameOf = (name: unknown): string | undefined => readPerson({ issuer: 'a', name }, []).name
    assert.equal(nameOf('  Ada '), 'Ada')
    assert.equal(nameOf('x'.repeat(70)), 'x'.repeat(64))
    assert.equal(nameOf(`${'x'.repeat(63)}😀`), 'x'.repeat(63))
    assert.equal(nameOf('\u202eadA'), 'adA')
    for (const name of ['', ' ', '\u3164', 'x'.repeat(5000), 7, null, undefined, {}, ['Ada'], 'Ada (2)'])
      assert.equal(nameOf(name), undefined, JSON.stringify(name))
  })

  it('names somebody by issuer and id, and nobody where that is not sure', () => {
    const subjectOf = (id: unknown, issuer = 'a'): string | null => readPerson({ issuer, id }, []).subject
    assert.equal(subjectOf('1'), 'a\n1')
    assert.equal(subjectOf(1), 'a\n1')
    assert.notEqual(subjectOf('b', 'a'), subjectOf('b', 'b'))
    for (const id of ['', null, undefined, {}, ['1'], true, 'x'.repeat(600), 'x\ny'])
      assert.equal(subjectOf(id), null, JSON.stringify(id))
  })
})

describe('the address of a picture', () => {
  const hosts = ['pics.example.org', '*.gravatar.com']

  it('is kept when it leads to an allowed host over HTTPS', () => {
    for (const address of ['https://pics.example.org/a.png?s=80', 'https://s.gravatar.com/x'])
      assert.equal(allowedPicture(address, hosts), address)
  })

  it('is dropped when it leads anywhere else, however it is written', () => {
    for (const address of [
      'http://pics.example.org/a',
      'https://pics.example.org:8443/a',
      'https://evil.example/pics.example.org',
      'https://pics.example.org.evil.example/',
      'https://pics.example.org@evil.example/',
      'https://user@pics.example.org/',
      'https://evilgravatar.com/',
      'https://gravatar.com/',
      '//pics.example.org/a',
      'javascript:alert(1)',
      'data:image/png;base64,AAAA',
      `https://pics.example.org/${'x'.repeat(2000)}`,
      '',
      7,
      null,
    ])
      assert.equal(allowedPicture(address, hosts), undefined, String(address))
    assert.equal(allowedPicture('https://pics.example.org/a', []), undefined)
  })
})
