import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createResumeTokens } from '../../connection/resume-token.ts'
import { createReturnNotes } from '../../connection/return-notes.ts'
import type { TabStorage } from '../../connection/tab-storage.ts'
import { ComingBack } from './coming-back.ts'
import { INITIAL_LOCAL_MEDIA, INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import type { SessionState } from '../state/state.ts'
import { person } from '../test-session.ts'

const ROOM = 'red'

/** A tab whose pages come one after another; what they leave behind stays. */
function createTab(t: TestContext) {
  const texts = new Map<string, string>()
  const storage: TabStorage = {
    read: (key) => texts.get(key),
    write: (key, text) => void texts.set(key, text),
    clear: (key) => void texts.delete(key),
  }
  const navigation = { type: 'reload' }
  t.mock.method(performance, 'getEntriesByType', () => [navigation])
  const tokens = createResumeTokens(storage)
  const page = { leaving: 0, end: (): void => undefined }
  t.after(() => Reflect.deleteProperty(globalThis, 'window'))
  const open = () => {
    const window = new EventTarget()
    Object.assign(globalThis, { window })
    page.end = () => void window.dispatchEvent(new Event('pagehide'))
    const store = new SessionStore({ ...INITIAL_STATE, room: ROOM })
    const back = new ComingBack({
      store,
      tokens,
      notes: createReturnNotes(storage),
      tabs: { hold: () => undefined, isHeld: () => Promise.resolve(false) },
      leaving: () => (page.leaving += 1),
    })
    return { store, back }
  }
  return { open, page, tokens, navigation }
}

const meeting: Partial<SessionState> = {
  phase: 'meeting',
  self: person('me-000001', 'Me'),
  local: { ...INITIAL_LOCAL_MEDIA, microphone: { status: 'off', problem: null } },
}

const waiting: Partial<SessionState> = {
  phase: 'waiting',
  door: {
    isMine: false,
    isOwnerLinkRefused: false,
    claim: 'none',
    wait: { kind: 'waiting', name: 'Me', for: 'decision', messages: [] },
  },
}

test('a page that was reloaded while it waited goes on waiting, as often as that happens', (t) => {
  const { open, page } = createTab(t)
  open().store.patch(waiting)
  page.end()
  for (let reload = 0; reload < 3; reload += 1) {
    const { store, back } = open()
    assert.equal(back.recall(ROOM)?.name, 'Me')
    store.patch(waiting)
    page.end()
  }
})

test('whoever was not let in, or comes by a link, is asked first', (t) => {
  const { open, page, navigation } = createTab(t)
  open().store.patch({
    ...waiting,
    door: {
      isMine: false,
      isOwnerLinkRefused: false,
      claim: 'none',
      wait: {
        kind: 'refused',
        name: 'Me',
        failure: { code: 'lobby_denied', message: '' },
        reason: null,
      },
    },
  })
  page.end()
  assert.equal(open().back.recall(ROOM), undefined)
  open().store.patch(waiting)
  page.end()
  navigation.type = 'navigate'
  assert.equal(open().back.recall(ROOM), undefined)
})

test('a reloaded page finds how it left, and a page that was reloaded on its way as well', (t) => {
  const { open, page, tokens } = createTab(t)
  tokens.write(ROOM, 'me-000001.1.x')
  open().store.patch(meeting)
  page.end()
  for (let reload = 0; reload < 3; reload += 1) {
    const { store, back } = open()
    const note = back.recall(ROOM)
    assert.deepEqual(note && { ...note, at: 0 }, { at: 0, name: 'Me', microphoneOn: false, cameraOn: false })
    // The next reload comes while this page is still on its way.
    store.patch({ phase: 'joining', isReturning: true })
    page.end()
  }
})

test('whoever has come back, or could not, is asked the next time', (t) => {
  const { open, page, tokens } = createTab(t)
  tokens.write(ROOM, 'me-000001.1.x')
  open().store.patch(meeting)
  page.end()
  const { store, back } = open()
  assert.ok(back.recall(ROOM))
  store.patch({ isReturning: true })
  back.arrived(ROOM)
  assert.equal(store.read().isReturning, false)
  store.patch({ phase: 'prejoin' })
  page.end()
  assert.equal(open().back.recall(ROOM), undefined)
})

test('whoever comes by a link, or gave the seat up, is asked', (t) => {
  const { open, page, tokens, navigation } = createTab(t)
  tokens.write(ROOM, 'me-000001.1.x')
  open().store.patch(meeting)
  page.end()
  navigation.type = 'navigate'
  assert.equal(open().back.recall(ROOM), undefined)
  navigation.type = 'reload'
  assert.equal(open().back.recall(ROOM), undefined, 'the way by the link has ended it')
  open().store.patch(meeting)
  page.end()
  tokens.clear(ROOM)
  assert.equal(open().back.recall(ROOM), undefined)
})

test('what waits to be sent goes out when the page goes', (t) => {
  const { open, page } = createTab(t)
  open()
  page.end()
  assert.equal(page.leaving, 1)
})
