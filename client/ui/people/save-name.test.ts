import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usePreferences } from '../../store/preferences.ts'
import { takeToasts } from '../toasts/toast-store.ts'
import { saveName } from './save-name.ts'

test('a name is remembered once the server has agreed, and not before', async () => {
  usePreferences.setState({ name: 'Before' })
  let agree = (): void => undefined
  const answer = new Promise<boolean>((resolve) => (agree = () => resolve(true)))
  const saved = saveName('Ada', () => answer)
  assert.equal(usePreferences.getState().name, 'Before')
  agree()
  await saved
  assert.equal(usePreferences.getState().name, 'Ada')
  assert.deepEqual(takeToasts(), [])
})

test('a refused name is not remembered, and its refusal is said', async () => {
  usePreferences.setState({ name: 'Before' })
  await saveName('Ada', () => Promise.resolve(false))
  assert.equal(usePreferences.getState().name, 'Before')
  assert.deepEqual(
    takeToasts().map(({ id, tone }) => [id, tone]),
    [['rename', 'bad']],
  )
})
