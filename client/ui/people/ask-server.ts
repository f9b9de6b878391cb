import i18next from 'i18next'
import type { RequestParams, RequestReply } from '../../../protocol/index.ts'
import type { ModerationRequest } from '../../session/state/actions.ts'
import { actions } from '../../store/meeting.ts'
import { failureText } from '../shell/failure-text.ts'
import { notify } from '../toasts/notify.ts'

/** Asks for something that hosts may do; says why where the server refuses, and answers with nothing then. */
export async function askServer<N extends ModerationRequest>(
  name: N,
  params: RequestParams<N>,
): Promise<RequestReply<N> | undefined> {
  const outcome = await actions.moderate(name, params)
  if (outcome.ok) return outcome.reply
  notify({ id: `refused-${name}`, text: failureText(outcome.failure, i18next.t), tone: 'bad' })
  return undefined
}
