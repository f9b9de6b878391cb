import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SeatStops } from './seat-stops.ts'

describe('What a host has stopped', () => {
  it('is stopped for everything that the page begins by itself, until its owner starts or ends it', () => {
    const stops = new SeatStops()
    stops.add('camera', 'Grace')
    stops.add('camera', 'Bob')
    assert.equal(stops.begin('camera', false), 'Grace')
    assert.equal(stops.begin('camera', false), 'Grace', 'as often as it likes')
    assert.equal(stops.begin('camera', true), 'Grace', 'with the name, when it begins muted')
    assert.equal(stops.begin('microphone', false), null)
    stops.over('camera')
    assert.equal(stops.begin('camera', false), null)
  })

  it('is over with the first unmuted beginning once the page has heeded it, and not over a break', () => {
    const stops = new SeatStops()
    stops.heed('microphone')
    stops.add('microphone', 'Grace')
    stops.heed('microphone')
    assert.equal(stops.begin('microphone', true), 'Grace')
    stops.mediaBegan(0)
    assert.equal(stops.begin('microphone', false), 'Grace', 'another page may have come, which knows nothing')
    stops.heed('microphone')
    assert.equal(stops.begin('microphone', false), null)
    assert.deepEqual(stops.all, [])
  })

  it('is the same after a restart, after which every source may be about to begin', () => {
    const muted = SeatStops.of({ stops: [{ source: 'camera', by: 'Grace' }], microphoneMuted: true })
    assert.equal(muted.begin('camera', false), 'Grace')
    assert.deepEqual(
      [muted.isInterrupted('microphone', 0), muted.isInterrupted('screen', 0)],
      [false, true],
      'but for a microphone that was muted',
    )
    const unmuted = SeatStops.of({ stops: [], microphoneMuted: false })
    assert.equal(unmuted.isInterrupted('microphone', 0), true)
    const fresh = SeatStops.of({})
    assert.equal(fresh.isInterrupted('camera', 0), false)
  })
})

describe('What was sent when the transports were lost', () => {
  it('can be stopped until it begins again, or was not begun for a while after the page came back', () => {
    const stops = new SeatStops()
    stops.lost(['camera', 'screen', 'microphone'])
    assert.equal(stops.isInterrupted('camera', 1e9), true, 'however long the page is away')
    stops.mediaBegan(1e9)
    stops.begin('camera', false)
    assert.equal(stops.isInterrupted('camera', 1e9), false)
    stops.add('microphone', 'Grace')
    assert.equal(stops.isInterrupted('microphone', 1e9), false, 'once')
    assert.equal(stops.isInterrupted('screen', 1e9 + 14_999), true)
    assert.equal(stops.isInterrupted('screen', 1e9 + 15_001), false)
    stops.mediaBegan(1e9 + 16_000)
    assert.equal(stops.isInterrupted('screen', 1e9 + 16_000), false, 'it was not sent again by the last page')
    stops.lost(['screen'], 2e9)
    assert.equal(stops.isInterrupted('screen', 2e9 + 14_999), true)
    assert.equal(stops.isInterrupted('screen', 2e9 + 15_001), false)
  })
})
