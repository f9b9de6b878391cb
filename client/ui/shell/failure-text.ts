import type { TFunction } from 'i18next'
import type { Failure } from '../../session/state/state.ts'

/** Why something failed, in the language of the page, with what to do about it. */
export function failureText(failure: Pick<Failure, 'code' | 'message'>, t: TFunction): string {
  if (failure.code === 'unreachable') return t('ended.unreachable')
  if (failure.code === 'misrouted') return t('ended.misrouted')
  if (failure.code === 'unsupported_browser') return t('ended.unsupported')
  // A server newer than this page may know codes that have no text here.
  return t(`errors.${failure.code}`, { defaultValue: failure.message })
}
