import { create } from 'zustand'
import type { LayoutChoice, Pin } from '../../protocol/index.ts'
import { VIEW_PINS_MAX } from '../../protocol/limits.ts'
import type { PresenceEvent } from './presence-log.ts'

/** Side panels; only one is open at a time. */
export type Panel = 'chat' | 'people' | 'log' | 'security'
/** What a host is asked before it is done to somebody. */
export interface PersonDialog {
  kind: 'rename' | 'remove' | 'ban'
  id: string
  /** As it was when the dialog opened. */
  name: string
}
/** Dialogs of the meeting. */
type MeetingDialog = 'settings' | 'shortcuts' | 'end' | PersonDialog

/**
 * State of the meeting page, forgotten when the meeting ends. Layout, pins and what was
 * read are kept with the seat (`seat-memory.ts`), so that a reload finds them.
 */
export interface InterfaceState {
  panel: Panel | null
  dialog: MeetingDialog | null
  layout: LayoutChoice
  /** The oldest first. */
  pins: readonly Pin[]
  page: number
  /** Number of the last chat message to everybody that was on the screen. */
  lastReadSeq: number
  /** Number of the last private one. */
  lastReadPrivateSeq: number
  /** Recipient of the next chat message; empty for everybody. */
  recipient: string
  /** Names of all who were chosen as recipients, by id: in a large room they may be known by nothing else. */
  recipientNames: Readonly<Record<string, string>>
  /** Text that was typed and not sent, so that closing the panel loses nothing. */
  draft: string
  presence: readonly PresenceEvent[]
  /** True while the space bar is held in order to talk. */
  pushToTalk: boolean
  /** True when the browser refused to play sound before a click. */
  audioBlocked: boolean
  /** Ids of those whose sound this person does not want to hear. */
  mutedForMe: readonly string[]
  /** Ids of those whose pictures this person does not want to see. */
  hiddenForMe: readonly string[]
  /** Shape (width divided by height) of the pictures that arrived, by track key. */
  ratios: Readonly<Record<string, number>>
}

const INITIAL: InterfaceState = {
  panel: null,
  dialog: null,
  layout: 'automatic',
  pins: [],
  page: 0,
  lastReadSeq: 0,
  lastReadPrivateSeq: 0,
  recipient: '',
  recipientNames: {},
  draft: '',
  presence: [],
  pushToTalk: false,
  audioBlocked: false,
  mutedForMe: [],
  hiddenForMe: [],
  ratios: {},
}

/** State of the interface, for components. */
export const useInterface = create<InterfaceState>(() => INITIAL)

/** Changes a part of the interface. */
export function setInterface(changes: Partial<InterfaceState>): void {
  useInterface.setState(changes)
}

/** Starts afresh, for the next meeting. */
export function resetInterface(): void {
  useInterface.setState(INITIAL)
}

/** Opens a panel, or closes it when it is the open one. */
export function togglePanel(panel: Panel): void {
  useInterface.setState((state) => ({ panel: state.panel === panel ? null : panel }))
}

/** Whether a picture is pinned. */
export function isPinned(pins: readonly Pin[], { participantId, source }: Pin): boolean {
  return pins.some((pin) => pin.participantId === participantId && pin.source === source)
}

/** Pins a picture beside those that are pinned already, or takes its pin off. */
export function togglePin(pin: Pin): void {
  useInterface.setState(({ pins }) => {
    const others = pins.filter((one) => !isPinned([pin], one))
    // Beyond the most, the oldest gives way.
    return { pins: others.length < pins.length ? others : [...others, pin].slice(-VIEW_PINS_MAX) }
  })
}

/** Stops or begins again to hear, or to see, somebody: for oneself alone. */
export function toggleForMe(list: 'mutedForMe' | 'hiddenForMe', id: string): void {
  useInterface.setState((state) => ({
    [list]: state[list].includes(id) ? state[list].filter((one) => one !== id) : [...state[list], id],
  }))
}

/** Notes the shape of a picture; small differences are kept out, so that nothing trembles. */
export function setRatio(key: string, ratio: number): void {
  const known = useInterface.getState().ratios[key]
  if (known !== undefined && Math.abs(known - ratio) < 0.02) return
  useInterface.setState((state) => ({ ratios: { ...state.ratios, [key]: ratio } }))
}
