import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BROWSER_KEY_FRAME_PAUSE_MS, keyFramePauseOf } from './key-frame-pause.ts'

function pauseWith(...types: string[]): number {
  const rtcpFeedback = types.map((type) => ({ type, parameter: '' }))
  const codec = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, rtcpFeedback }
  const rtx = { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000 }
  return keyFramePauseOf({ codecs: [codec, rtx] })
}

describe('The pause between two requests for key frames', () => {
  it('is as long as browsers ignore the second one', () => {
    for (const type of ['transport-cc', 'goog-remb']) {
      assert.equal(pauseWith('nack', type), BROWSER_KEY_FRAME_PAUSE_MS)
    }
    assert.ok(BROWSER_KEY_FRAME_PAUSE_MS > 300)
  })

  it('is short for a sender that answers each of them, and never none', () => {
    for (const pause of [pauseWith(), pauseWith('nack', 'ccm')]) {
      assert.ok(pause > 0 && pause < BROWSER_KEY_FRAME_PAUSE_MS, `${pause} ms`)
    }
  })
})
