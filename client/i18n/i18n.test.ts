import assert from 'node:assert/strict'
import { test } from 'node:test'
import i18next from 'i18next'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { setPreference } from '../store/preferences.ts'
import { startTexts } from './i18n.ts'

/** The part of the page that tells its language. */
const documentElement = { lang: '', dir: '' }

test('the language that was chosen last is shown, however long an earlier one takes', async (t) => {
  Object.assign(globalThis, { document: { documentElement } })
  t.after(() => Reflect.deleteProperty(globalThis, 'document'))
  setPreference('language', 'en')
  await startTexts()
  const shown: string[] = []
  i18next.on('languageChanged', (language) => shown.push(language))

  // Korean is fetched first; English is there already.
  setPreference('language', 'ko')
  setPreference('language', 'en')
  await waitFor('Korean was fetched', () => i18next.hasResourceBundle('ko', 'translation') || 'not yet')
  await waitFor('English is shown', () => shown.includes('en') || shown.join())
  assert.equal(documentElement.lang, 'en')

  setPreference('language', 'ko')
  await waitFor('Korean is shown', () => documentElement.lang === 'ko' || documentElement.lang)
  assert.deepEqual(shown, ['en', 'ko'])
})
