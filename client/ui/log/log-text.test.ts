import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import i18next from 'i18next'
import { logKindSchema, type LogEntry } from '../../../protocol/moderation.ts'
import { en } from '../../i18n/en.ts'
import { ko } from '../../i18n/ko.ts'
import { logText } from './log-text.ts'

before(async () => {
  await i18next.init({
    lng: 'en',
    resources: { en: { translation: en }, ko: { translation: ko } },
    interpolation: { escapeValue: false },
  })
})

const ADA = { id: 'ada-00001', name: 'Ada' }
const BO = { id: 'bo-000001', name: 'Bo' }
const say = (entry: Partial<LogEntry>, language = 'en') =>
  logText({ number: 1, at: 0, kind: 'joined', ...entry }, i18next.getFixedT(language), language)

test('a line says who did what to whom', () => {
  assert.equal(
    say({ kind: 'tracks-stopped', by: ADA, target: BO, details: { source: 'microphone' } }),
    'Ada stopped the microphone of Bo',
  )
  assert.equal(
    say({ kind: 'tracks-stopped', by: ADA, details: { source: 'microphone' } }),
    'Ada stopped the microphone of everybody',
  )
  assert.equal(
    say({ kind: 'role-changed', by: ADA, target: BO, details: { role: 'co-host' } }),
    'Bo is Co-host now, by Ada',
  )
  assert.equal(say({ kind: 'joined', target: BO }), 'Bo came in')
  assert.equal(say({ kind: 'left', by: BO }), 'Bo left')
  assert.equal(say({ kind: 'spotlight', by: ADA }), 'Ada changed who is shown large: nobody')
  assert.equal(
    say({ kind: 'rules-changed', by: ADA, details: { locked: true, chat: 'hosts' } }),
    'Ada changed the rules: Lock the room: on and Write to everybody: Hosts only',
  )
  assert.equal(
    say({ kind: 'spotlight', by: ADA, details: { people: 'Bo, Cy', count: 2 } }),
    'Ada changed who is shown large: Bo, Cy',
  )
  const renamed = { kind: 'renamed' as const, target: BO, details: { before: 'Bob' } }
  assert.equal(say({ ...renamed, by: ADA }), 'Ada renamed Bob: Bo')
  assert.equal(say({ ...renamed, by: BO }), 'Bob is called Bo now')
  assert.equal(
    say({ kind: 'ending', by: ADA, details: { at: null } }),
    'Ada lets the meeting go on after all',
  )
  assert.match(say({ kind: 'ending', by: ADA, details: { at: 1 } }), /^Ada ends the meeting for all at \d/)
  assert.equal(say({ kind: 'removed', by: ADA, target: BO }, 'ko'), 'Ada 님이 Bo 님을 내보냈습니다')
})

test('every kind reads as a sentence in both languages, with nothing left to fill in', () => {
  for (const language of ['en', 'ko']) {
    for (const kind of logKindSchema.options) {
      for (const entry of [
        { kind },
        { kind, by: ADA, target: BO, details: { source: 'camera', role: 'host' } },
      ]) {
        const text = say(entry, language)
        assert.doesNotMatch(text, /\{\{|undefined|null|moderation\./, `${language} ${kind}`)
        assert.ok(text !== kind && text.includes(' '), `${language} ${kind}`)
      }
    }
  }
})

test('a name that looks like a text of the page stays a name', () => {
  const name = '{{by}} $t(common.close) <b>'
  assert.equal(say({ kind: 'removed', by: ADA, target: { name } }), `Ada removed ${name}`)
})

test('a kind that this page does not know is told by its name', () => {
  assert.equal(say({ kind: 'teleported' as LogEntry['kind'], by: ADA }), 'teleported')
})
