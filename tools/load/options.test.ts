import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FLAGS, helpText } from './flags.ts'
import { OptionError } from '../harness/command-line.ts'
import { parseOptions, type LoadOptions } from './options.ts'

function parse(...argv: string[]): LoadOptions {
  const options = parseOptions(['--url', 'http://127.0.0.1:3000', ...argv], 4)
  assert.notEqual(options, 'help')
  return options as LoadOptions
}

describe('the command line of the load tester', () => {
  it('has defaults that make up a meeting', () => {
    const options = parse()
    assert.equal(options.url, 'http://127.0.0.1:3000')
    const { profile, participants, publishers, audio, video, view, speakers } = options
    assert.deepEqual(
      { profile, participants, publishers, audio, video, view, speakers },
      {
        profile: 'meeting',
        participants: 25,
        publishers: 25,
        audio: true,
        video: true,
        view: 9,
        speakers: 3,
      },
    )
  })

  it('reads what it is told', () => {
    const options = parse('--participants', '100', '--publish', 'audio', '--view', 'all', '--speakers', '0')
    assert.equal(options.participants, 100)
    assert.equal(options.publishers, 100)
    assert.equal(options.video, false)
    assert.equal(options.view, 'all')
    assert.equal(options.speakers, 0)
    assert.equal(options.processes, 1)
    assert.deepEqual([options.samePage, parse('--same-page').samePage], [false, true])
  })

  it('knows webinars, storms and rooms without media', () => {
    assert.deepEqual([parse('--profile', 'webinar').publishers, parse('--profile', 'webinar').view], [1, 1])
    assert.deepEqual(
      [parse('--profile', 'storm').participants, parse('--profile', 'storm').overSeconds],
      [100, 5],
    )
    const silent = parse('--no-media', '--participants', '1000')
    assert.deepEqual([silent.publishers, silent.audio, silent.processes], [0, false, 4])
  })

  it('decrypts a sample and counts its own processes, unless it is told otherwise', () => {
    assert.deepEqual([parse().decrypt, parse('--decrypt', 'all').decrypt], ['sample', 'all'])
    const large = ['--participants', '300']
    const processes = [[], ['--processes', 'auto'], ['--processes', '3']].map(
      (flags) => parse(...large, ...flags).processes,
    )
    assert.deepEqual(processes, [2, 2, 3])
    assert.throws(() => parse('--decrypt', 'some'), OptionError)
    assert.throws(() => parse('--processes', 'many'), OptionError)
  })

  it('takes settings for the server that it starts', () => {
    const options = parseOptions(
      ['--serve', '--set', 'rooms.policy=everyone', '--set', 'video.maxTiles=4'],
      2,
    )
    assert.deepEqual((options as LoadOptions).settings, { 'rooms.policy': 'everyone', 'video.maxTiles': '4' })
  })

  for (const { argv, says } of [
    { argv: [], says: /--serve/ },
    { argv: ['--serve', '--bare'], says: /Say what to test/ },
    { argv: ['--serve', '--pid', '4'], says: /--pid/ },
    { argv: ['--bare', '--set', 'a.b=1'], says: /--set/ },
    { argv: ['--bare', '--view', 'all'], says: /--bare/ },
    { argv: ['--url', 'ftp://x'], says: /--url takes/ },
    { argv: ['--serve', '--participants', '0'], says: /whole number from 1 to 5000/ },
    { argv: ['--serve', '--participants', '2.5'], says: /whole number/ },
    { argv: ['--serve', '--rtt', ''], says: /--rtt takes/ },
    { argv: ['--serve', '--publish', 'smell'], says: /audio,video/ },
    { argv: ['--serve', '--profile', 'party'], says: /meeting, webinar, storm/ },
    { argv: ['--serve', '--room', 'No Room'], says: /--room/ },
    { argv: ['--serve', '--set', 'nothing'], says: /--set takes/ },
    { argv: ['--serve', '--speed', '1'], says: /--help/ },
    { argv: ['--serve', 'word'], says: /--help/ },
  ]) {
    it(`refuses ${JSON.stringify(argv)} and says what to do`, () => {
      assert.throws(
        () => parseOptions(argv, 2),
        (error) => error instanceof OptionError && says.test(error.message),
      )
    })
  }

  it('explains every flag', () => {
    assert.equal(parseOptions(['--help'], 2), 'help')
    for (const { name } of FLAGS) assert.match(helpText(), new RegExp(`--${name}\\b`))
  })
})
