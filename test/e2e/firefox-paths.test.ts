/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { FirefoxGuest } from './kit/firefox-guest.ts'
import { lacksFirefox, reachableByFirefox } from './kit/firefox.ts'
import { allSeeAll, hearsSomebody, seesMoving, seesOneself } from './kit/media.ts'
import { scenes } from './kit/scene.ts'

const options = { skip: lacksFirefox() }
const scene = scenes(reachableByFirefox)

/** Runs in the page: nothing answers any more where the server takes UDP, as behind a firewall. */
function blockUdp(): void {
  const DISCARD_PORT = '9'
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
      const blocked = sdp.replace(/^(a=candidate:\S+ \d+ udp \d+ \S+) \d+/gim, `$1 ${DISCARD_PORT}`)
      return super.setRemoteDescription({ type, sdp: blocked })
    }
  }
}

test(
  'Firefox comes back after its line was cut, with the same seat and streams',
  options,
  scene(async (stage) => {
    const line = await stage.cable()
    const ada = await stage.join('Ada', { browser: 'speaking' })
    const fay = await FirefoxGuest.join(stage, 'Fay', { cable: line })
    await allSeeAll([ada, fay])
    await fay.hasStatus(/^Connected$/)
    const seat = (await ada.tileReading('Fay'))?.participantId
    const { load } = await fay.probe((probe) => ({ load: probe.load }))
    await ada.press('Chat')
    await fay.press('Chat')
    await fay.find('textbox', 'Message')

    // The browser itself reports every attempt that fails.
    fay.forgive(/establish a connection|NetworkError|\/healthz|\/socket\.io/)
    line.cut()
    await fay.hasStatus(/Reconnecting/)
    await seesMoving(ada, 'Fay')
    await seesMoving(fay, 'Ada')
    await fay.say('written without a line')
    line.mend()
    await fay.hasStatus(/^Connected$/)
    await allSeeAll([ada, fay])
    await hearsSomebody(fay)
    await ada.messages.getByText('written without a line').waitFor()
    assert.equal((await ada.tileReading('Fay'))?.participantId, seat, 'the seat is the same')
    assert.equal((await fay.probe((probe) => ({ load: probe.load }))).load, load, 'nothing was loaded again')
  }),
)

test(
  'Firefox meets over TCP where UDP is blocked',
  options,
  scene(async (stage) => {
    const ada = await stage.join('Ada', { browser: 'speaking' })
    const fay = await FirefoxGuest.join(stage, 'Fay', { prepare: blockUdp })
    await allSeeAll([ada, fay])
    await hearsSomebody(fay)
    await hearsSomebody(ada)
    const open = (await fay.read()).paths.filter(({ dtls }) => dtls === 'connected')
    assert.ok(open.length >= 2)
    assert.deepEqual([...new Set(open.map(({ protocol }) => protocol))], ['tcp'])
    await ada.press('Chat')
    await fay.press('Chat')
    await fay.find('textbox', 'Message')
    await ada.say('over one kind of packet')
    await fay.reads('over one kind of packet')
  }),
)

test(
  'another camera and microphone are taken in Firefox without a renegotiation',
  options,
  scene(async (stage) => {
    const [ada, fay] = await Promise.all([stage.join('Ada'), FirefoxGuest.join(stage, 'Fay')])
    await allSeeAll([ada, fay])
    const before = await fay.probe(({ negotiations }) => ({ negotiations }))
    const track = () =>
      fay.page.$eval('[role="group"][aria-label="Fay"] video', (video) => {
        const { srcObject } = video
        return srcObject instanceof MediaStream ? (srcObject.getVideoTracks()[0]?.id ?? '') : ''
      })
    const camera = await track()
    await fay.press('Settings')
    await fay.choose('Camera', 'Default Video Device')
    await waitFor('the own picture comes from the chosen camera', async () => {
      const now = await track()
      return (now !== '' && now !== camera) || `track ${now}`
    })
    await fay.choose('Microphone', 'Default Audio Device')
    await fay.page.keyboard.press('Escape')
    await seesMoving(ada, 'Fay')
    await seesOneself(fay)
    await hearsSomebody(ada)
    const after = await fay.probe(({ negotiations }) => ({ negotiations }))
    assert.deepEqual(after, before, 'nothing was negotiated anew')
  }),
)

test(
  'Firefox says who chooses the speaker, instead of that there is none',
  options,
  scene(async (stage) => {
    const fay = await FirefoxGuest.open(stage)
    const speaker = await fay.find('combobox', 'Speaker')
    const text = await speaker.evaluate((element) => element.textContent)
    assert.equal(text, 'Chosen by the system')
  }),
)
