import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { FakeTrack } from '../test-track.ts'
import { LevelMeter } from './level-meter.ts'

/** A page whose browser gives what the test says. */
function browser(t: TestContext, parts: object): void {
  const names = ['window', 'AudioContext', 'MediaStream']
  t.after(() => names.forEach((name) => Reflect.deleteProperty(globalThis, name)))
  Object.assign(globalThis, { window: new EventTarget(), MediaStream: EventTarget, ...parts })
}

function refuse(): never {
  throw new DOMException('The number of hardware contexts reached maximum.', 'NotSupportedError')
}

const ways: Record<string, object> = {
  'has no audio contexts': {},
  'opens no audio context': {
    AudioContext: function () {
      refuse()
    },
  },
  'takes no track into its graph': {
    AudioContext: class {
      resume = () => Promise.resolve()
      createMediaStreamSource = refuse
    },
  },
}

for (const [what, parts] of Object.entries(ways)) {
  test(`a browser that ${what} shows no level, and the page goes on`, (t) => {
    browser(t, parts)
    const track = new FakeTrack('audio')
    const meter = new LevelMeter(track.asTrack(), () => assert.fail('there is nothing to measure'))
    assert.deepEqual(
      track.clones.map(({ readyState }) => readyState),
      ['ended'],
      'nothing stays open',
    )
    meter.stop()
    assert.equal(track.readyState, 'live')
  })
}
