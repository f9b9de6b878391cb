import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import i18next from 'i18next'
import { OPEN_RULES, roomRulesSchema } from '../../../protocol/rules.ts'
import { en } from '../../i18n/en.ts'
import { ko } from '../../i18n/ko.ts'
import { ruleTexts } from './rule-texts.ts'

before(async () => {
  await i18next.init({
    lng: 'en',
    resources: { en: { translation: en }, ko: { translation: ko } },
    interpolation: { escapeValue: false },
  })
})

test('a rule reads as it was chosen', () => {
  const t = i18next.getFixedT('en')
  assert.deepEqual(ruleTexts({ lobby: true, webinar: false, maxParticipants: null, privateChat: 'off' }, t), [
    'Waiting room: on',
    'Webinar: off',
    'Most people: no limit',
    'Write privately: Nobody but hosts',
  ])
  assert.deepEqual(ruleTexts({ maxParticipants: 12 }, t), ['Most people: 12'])
})

test('every rule and every choice has words in both languages', () => {
  const { hasPassword: _set, hours: _hours, maxParticipants: _most, ...choices } = roomRulesSchema.shape
  for (const language of ['en', 'ko']) {
    const t = i18next.getFixedT(language)
    for (const rule of Object.keys(OPEN_RULES).filter((name) => name !== 'hasPassword')) {
      const [text = ''] = ruleTexts({ [rule]: true }, t)
      assert.equal(text.startsWith(`${rule}: `), false, `${language}: ${rule}`)
      assert.doesNotMatch(text, /security\.|moderation\.|\{\{/)
    }
    for (const [rule, schema] of Object.entries(choices)) {
      for (const choice of 'options' in schema ? schema.options : []) {
        const [text = ''] = ruleTexts({ [rule]: choice }, t)
        assert.equal(text.endsWith(`: ${choice}`), false, `${language}: ${rule} ${choice}`)
      }
    }
  }
})

test('what a newer server tells reads as it is, and nothing is looked up by it', () => {
  const t = i18next.getFixedT('en')
  assert.deepEqual(ruleTexts({ toString: 'constructor', other: '$t(common.close)' }, t), [
    'toString: constructor',
    'other: $t(common.close)',
  ])
})
