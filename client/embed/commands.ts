import { checkDisplayName } from '../../protocol/display-name.ts'
import type { MeetingActions } from '../session/state/actions.ts'
import type { SessionState } from '../session/state/state.ts'
import type { MeetingCommand } from './embed.ts'

/** What commands act on. */
export interface CommandOptions {
  actions: MeetingActions
  read: () => SessionState
  /** The display name that the page offers, and how to change that. */
  names: { read: () => string; offer: (name: string) => void }
  /** Shows or hides the controls. */
  showToolbar: (shown: boolean) => void
  /** Something does not work, by a stable code. */
  failed: (code: EmbedFailure) => void
}

/** Why a command did nothing. */
export type EmbedFailure = 'invalid_display_name' | 'not_joined' | 'screen_refused'

type Join = Extract<MeetingCommand, { type: 'join' }>

/** Does what the page around this one asks for, as far as the state of the visit allows it. */
export class Commands {
  readonly #options: CommandOptions
  /** A join that waits until the room is open. */
  #wanted: Join | undefined

  constructor(options: CommandOptions) {
    this.#options = options
  }

  async run(command: MeetingCommand): Promise<void> {
    const { actions, showToolbar } = this.#options
    switch (command.type) {
      case 'join':
        return await this.#join(command)
      case 'leave':
        this.#wanted = undefined
        return await this.#leave()
      case 'setMicrophone':
        return await actions.setMicrophone(command.on)
      case 'setCamera':
        return await actions.setCamera(command.on)
      case 'shareScreen':
        return await this.#shareScreen(command.on)
      case 'setName':
        return await this.#setName(command.name)
      case 'sendChat':
        return this.#sendChat(command.text)
      case 'setToolbar':
        return showToolbar(command.shown)
    }
  }

  /** Goes on with what waited for another state. */
  async stateChanged(): Promise<void> {
    const wanted = this.#wanted
    const { phase, connection } = this.#options.read()
    if (!wanted || phase !== 'prejoin' || connection !== 'connected') return
    this.#wanted = undefined
    const { actions, names, failed } = this.#options
    const { name, problem } = checkDisplayName(wanted.name ?? names.read())
    if (problem) return failed('invalid_display_name')
    const { password, token } = wanted
    actions.addKeys({
      ...(password === undefined ? {} : { password }),
      ...(token === undefined ? {} : { token }),
    })
    await actions.join(name)
  }

  async #join(command: Join): Promise<void> {
    const { actions, read, names } = this.#options
    const { phase, room } = read()
    if (phase !== 'prejoin' && phase !== 'idle' && phase !== 'left' && phase !== 'ended') return
    if (command.name !== undefined) names.offer(command.name)
    this.#wanted = command
    if (phase === 'left' || phase === 'ended') {
      void actions.openRoom(room)
      void actions.startPreview()
    }
    await this.stateChanged()
  }

  async #leave(): Promise<void> {
    const { actions, read } = this.#options
    const { phase } = read()
    if (phase === 'waiting') await actions.stopWaiting()
    else if (phase === 'meeting' || phase === 'joining') await actions.leave()
  }

  async #shareScreen(on: boolean): Promise<void> {
    const { actions, read, failed } = this.#options
    if (read().phase !== 'meeting') return failed('not_joined')
    if (!on) return await actions.stopScreenShare()
    await actions.startScreenShare()
    if (read().local.screen.status !== 'on') failed('screen_refused')
  }

  async #setName(typed: string): Promise<void> {
    const { actions, read, names, failed } = this.#options
    const { name, problem } = checkDisplayName(typed)
    if (problem) return failed('invalid_display_name')
    if (read().phase !== 'meeting') names.offer(name)
    else if (!(await actions.rename(name))) failed('invalid_display_name')
  }

  #sendChat(text: string): void {
    const { actions, read, failed } = this.#options
    if (read().phase === 'meeting') actions.sendChat(text)
    else failed('not_joined')
  }
}
