/** What a single key can do in a meeting. */
export type Shortcut = 'microphone' | 'camera' | 'share' | 'hand' | 'chat' | 'people' | 'help' | 'talk'

/** Every shortcut with the key that people read, in the order of the list. */
export const SHORTCUT_KEYS: readonly { shortcut: Shortcut; key: string }[] = [
  { shortcut: 'microphone', key: 'M' },
  { shortcut: 'camera', key: 'V' },
  { shortcut: 'share', key: 'S' },
  { shortcut: 'hand', key: 'H' },
  { shortcut: 'chat', key: 'C' },
  { shortcut: 'people', key: 'P' },
  { shortcut: 'talk', key: 'Space' },
  { shortcut: 'help', key: '?' },
]

const BY_LETTER: Readonly<Record<string, Shortcut>> = {
  m: 'microphone',
  v: 'camera',
  s: 'share',
  h: 'hand',
  c: 'chat',
  p: 'people',
}

/** What a key event tells. */
export interface KeyFacts {
  key: string
  /** Place on the keyboard, `KeyM`. */
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
}

/** The shortcut of a key, if it has one. */
export function shortcutOf(event: KeyFacts): Shortcut | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  if (event.key === '?') return 'help'
  if (event.key === ' ') return 'talk'
  // A Korean, Greek or Russian layout types other letters: then the place on the
  // keyboard counts. Latin layouts keep their own order.
  const isLatin = /^[a-z]$/i.test(event.key)
  const letter = isLatin ? event.key : (/^Key([A-Z])$/.exec(event.code)?.[1] ?? '')
  return BY_LETTER[letter.toLowerCase()]
}

/** What can have the focus, as far as it matters for keys. */
export interface FocusFacts {
  tagName: string
  /** `type` of an input. */
  type: string | null
  role: string | null
  isEditable: boolean
}

const NOT_TYPED = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color'])
const PICKS_BY_LETTER = new Set([
  'menu',
  'menuitem',
  'menuitemradio',
  'menuitemcheckbox',
  'option',
  'listbox',
])

/** Whether keys belong to the focused element, because something is typed or picked there. */
export function takesKeys({ tagName, type, role, isEditable }: FocusFacts): boolean {
  if (isEditable || tagName === 'TEXTAREA' || tagName === 'SELECT') return true
  if (tagName === 'INPUT') return !NOT_TYPED.has(type ?? 'text')
  return role !== null && PICKS_BY_LETTER.has(role)
}

/** Whether the space bar belongs to the focused element, because it presses that. */
export function takesSpace(focus: FocusFacts): boolean {
  if (takesKeys(focus)) return true
  const pressed = new Set(['BUTTON', 'A', 'INPUT', 'SUMMARY', 'VIDEO', 'AUDIO'])
  return pressed.has(focus.tagName) || (focus.role !== null && focus.role !== 'log')
}
