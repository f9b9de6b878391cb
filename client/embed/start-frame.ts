import i18next from 'i18next'
import { INITIAL_STATE } from '../session/state/initial-state.ts'
import { actions, getMeeting, watchMeeting } from '../store/meeting.ts'
import { usePreferences } from '../store/preferences.ts'
import { CommandPace } from './command-pace.ts'
import { readCommand } from './command-schema.ts'
import { Commands, type EmbedFailure } from './commands.ts'
import type { MeetingMessage } from './embed.ts'
import { allowedParents, awaitParent } from './frame-door.ts'
import './embed.css'
import { changesBetween } from './meeting-watch.ts'

/** Lets the page around this one steer the meeting, once it has said hello and if it may. */
export function startFrame(): void {
  awaitParent(window, allowedParents(document, location.origin), serve)
}

function serve(port: MessagePort): void {
  const tell = (message: MeetingMessage): void => port.postMessage(withText(message))
  const commands = new Commands({
    actions,
    read: getMeeting,
    names: {
      read: () => usePreferences.getState().name,
      // For this visit: what a person typed elsewhere stays remembered.
      offer: (name) => usePreferences.setState({ name }),
    },
    showToolbar: (shown) => document.documentElement.toggleAttribute('data-without-toolbar', !shown),
    failed: (code) => tell(failure(code)),
  })
  let state = getMeeting()
  // Whatever has happened before the page said hello.
  const earlier = changesBetween({ ...INITIAL_STATE, phase: 'prejoin' }, state)
  tell({ type: 'ready', detail: {} })
  for (const change of earlier) tell(change)
  watchMeeting((now) => {
    const changes = changesBetween(state, now)
    state = now
    for (const change of changes) tell(change)
    void commands.stateChanged()
  })
  const pace = new CommandPace()
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const command = pace.take() ? readCommand(data) : undefined
    if (command) void commands.run(command)
  }
}

function failure(code: EmbedFailure): MeetingMessage {
  return { type: 'error', detail: { code, message: '' } }
}

/** The built pages hold no sentences of the server, but their own in the language of the person. */
function withText(message: MeetingMessage): MeetingMessage {
  if (message.type !== 'error') return message
  const { code, message: fallback } = message.detail
  const text =
    code === 'not_joined' || code === 'screen_refused'
      ? i18next.t(`embed.${code}`)
      : i18next.t(`errors.${code}` as 'errors.room_full', { defaultValue: fallback })
  return { type: 'error', detail: { code, message: text } }
}
