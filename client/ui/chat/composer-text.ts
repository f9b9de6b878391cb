import { CHAT_TEXT_MAX } from '../../../protocol/limits.ts'

/** From so many characters before the limit on, the rest is counted aloud. */
const COUNT_FROM = 400

/** What the field says about the length of its text. */
export interface LengthNote {
  /** Characters that are left; negative when there are too many. */
  left: number
  isNear: boolean
  isOver: boolean
}

/** Measures a text as the server does, in UTF-16 code units, after trimming. */
export function measureText(text: string): LengthNote {
  const left = CHAT_TEXT_MAX - text.trim().length
  return { left, isNear: left <= COUNT_FROM, isOver: left < 0 }
}

/** What the key event of a text field tells. */
interface KeyPress {
  key: string
  shiftKey: boolean
  keyCode: number
  isComposing: boolean
}

/**
 * Whether a key sends the message. Enter that completes a Korean syllable does
 * not: Safari reports it after the composition, with key code 229.
 */
export function isSendKey({ key, shiftKey, keyCode, isComposing }: KeyPress): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229
}
