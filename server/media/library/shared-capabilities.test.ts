import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RtpCapabilities } from '../../../protocol/index.ts'
import { offeredCapabilities } from './codecs.ts'
import { capabilitiesFor, SharedCapabilities } from './shared-capabilities.ts'
import { usableCapabilities } from './usable-capabilities.ts'

/** What no other browser says. */
function said(variant: string, padding = ''): RtpCapabilities {
  const offered = offeredCapabilities()
  const [first, ...others] = offered.codecs
  assert.ok(first)
  return { ...offered, codecs: [{ ...first, parameters: { variant, padding } }, ...others] }
}

describe('capabilities that many have in common', () => {
  it('are one object, which is the same as that of one person', async () => {
    const shared = new SharedCapabilities()
    const [one, other] = [await shared.of(offeredCapabilities()), await shared.of(offeredCapabilities())]
    assert.equal(one, other)
    assert.deepEqual(one, await usableCapabilities(offeredCapabilities()))
    assert.equal(shared.size, 1)
  })

  it('cannot be changed by anybody', async () => {
    const shared = await new SharedCapabilities().of(offeredCapabilities())
    const [codec] = shared.codecs
    assert.ok(codec)
    assert.throws(() => shared.codecs.push(codec), TypeError)
    assert.throws(() => (codec.mimeType = 'video/H264'), TypeError)
  })

  it('are those of another browser where that says something else', async () => {
    const shared = new SharedCapabilities()
    const offered = offeredCapabilities()
    const deaf = { ...offered, codecs: offered.codecs.filter(({ kind }) => kind === 'video') }
    const [all, video] = [await shared.of(offered), await shared.of(deaf)]
    assert.deepEqual([all.codecs.length > video.codecs.length, shared.size], [true, 2])
  })

  it('are remembered for a bounded number of those who make up their own, the newest of them', async () => {
    const shared = new SharedCapabilities()
    const honest = await shared.of(offeredCapabilities())
    for (let index = 0; index < 500; index += 1) {
      await shared.of(said(String(index)))
      assert.equal(await shared.of(offeredCapabilities()), honest, 'what is in use stays')
    }
    assert.equal(shared.size, 64)
  })

  it('are answered and not remembered where somebody says very much', async () => {
    const shared = new SharedCapabilities()
    assert.ok((await shared.of(said('long', 'x'.repeat(20_000)))).codecs.length > 0)
    assert.equal(shared.size, 0)
  })

  it('are not remembered where they are refused', async () => {
    const shared = new SharedCapabilities()
    const [codec] = offeredCapabilities().codecs
    const odd = { codecs: [{ ...codec, mimeType: 'nonsense' }], headerExtensions: [] } as RtpCapabilities
    await assert.rejects(shared.of(odd), { code: 'invalid_media_parameters' })
    assert.equal(shared.size, 0)
  })
})

describe('the capabilities for one kind of media', () => {
  it('are all of that kind and nothing else, once for each owner', () => {
    const offered = offeredCapabilities()
    const [audio, video] = [capabilitiesFor('audio', offered), capabilitiesFor('video', offered)]
    for (const part of ['codecs', 'headerExtensions'] as const) {
      assert.equal(audio[part].length + video[part].length, offered[part].length)
      assert.ok(audio[part].every(({ kind }) => kind === 'audio'))
      assert.ok(video[part].every(({ kind }) => kind === 'video'))
    }
    assert.equal(capabilitiesFor('audio', offered), audio)
  })
})
