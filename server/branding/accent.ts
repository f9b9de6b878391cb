/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number]

/** Colours in place of those of `client/ui/styles/tokens.css`, as `#rrggbb`. */
export interface AccentColours {
  /** Links and marks, on light and on dark surfaces. */
  readonly text: { readonly light: string; readonly dark: string }
  /** Below white text. */
  readonly fill: string
  readonly fillHover: string
  /** Below accented text. */
  readonly soft: { readonly light: string; readonly dark: string }
}

/** Surfaces on which accented text stands, of `client/ui/styles/tokens.css`. */
export const SURFACES = {
  light: ['#f5f6f8', '#ffffff', '#eef0f4'],
  dark: ['#0e1116', '#181c23', '#10141a', '#232932'],
} as const

// WCAG 2.2, success criterion 1.4.3.
const AA = 4.5
// A button that differs less from a dark page is hard to see as one.
const FILL_ON_DARK = 2
const BLACK: Colour = [0, 0, 0]
const WHITE: Colour = [255, 255, 255]
const STEPS = 100

/**
 * Makes the colours of the pages from one that the operator chose: the nearest to it that can be read.
 *
 * @param accent - `#rrggbb`
 */
export function accentColours(accent: string): AccentColours {
  const chosen = parse(accent)
  const soft = { light: mix(chosen, WHITE, 0.9), dark: mix(chosen, parse(SURFACES.dark[1]), 0.78) }
  const readable = (surfaces: readonly Colour[], towards: Colour): Colour =>
    firstGood(chosen, towards, (colour) => surfaces.every((surface) => contrast(colour, surface) >= AA))
  const light = readable([...SURFACES.light.map(parse), soft.light], BLACK)
  const dark = readable([...SURFACES.dark.map(parse), soft.dark], WHITE)
  const dim = firstGood(chosen, BLACK, (colour) => contrast(colour, WHITE) >= AA)
  const page = parse(SURFACES.dark[1])
  const fill = firstGood(dim, WHITE, (colour) => contrast(colour, page) >= FILL_ON_DARK)
  return {
    text: { light: format(light), dark: format(dark) },
    fill: format(fill),
    fillHover: format(mix(fill, BLACK, 0.15)),
    soft: { light: format(soft.light), dark: format(soft.dark) },
  }
}

/**
 * How well one colour is seen on another, 1 to 21. Source: WCAG 2.2, "contrast ratio".
 *
 * @param left - `#rrggbb`
 * @param right - `#rrggbb`
 */
export function contrastOf(left: string, right: string): number {
  return contrast(parse(left), parse(right))
}

function firstGood(from: Colour, towards: Colour, isGood: (colour: Colour) => boolean): Colour {
  for (let step = 0; step < STEPS; step += 1) {
    const colour = mix(from, towards, step / STEPS)
    if (isGood(colour)) return colour
  }
  return towards
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const part = (index: 0 | 1 | 2): number => Math.round(from[index] + (to[index] - from[index]) * share)
  // What is shown is whole numbers, so that is what is compared.
  return [part(0), part(1), part(2)]
}

function contrast(left: Colour, right: Colour): number {
  const [low = 0, high = 0] = [luminance(left), luminance(right)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** Source: WCAG 2.2, "relative luminance". */
function luminance([red, green, blue]: Colour): number {
  const linear = (value: number): number => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function parse(text: string): Colour {
  const part = (start: number): number => Number.parseInt(text.slice(start, start + 2), 16)
  return [part(1), part(3), part(5)]
}

function format(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
