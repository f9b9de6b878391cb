import { encode } from 'uqr'

/** The terminal that is written to. */
export interface Screen {
  /** Characters in a line. */
  readonly columns: number
  /** `TERM` of the environment. */
  readonly term: string | undefined
}

// ISO/IEC 18004 asks for four modules; phones read two, and the code stays small enough for a short window.
const BORDER = 2
const COLUMNS_MAX = 80
// Fixed colours of the 256: a theme of the terminal may make white of black.
const BLACK_ON_WHITE = '\x1b[38;5;16;48;5;231m'
const RESET = '\x1b[0m'
const HALF_BLOCKS = [' ', '▄', '▀', '█'] as const

/**
 * A QR code for a terminal, dark on light whatever the colours of the terminal are. Two rows of it share a line.
 *
 * @param text - what a phone reads, such as an address
 * @returns no lines where the code cannot be shown: too narrow a terminal, or one without colours
 */
export function qrCodeLines(text: string, { columns, term }: Screen): string[] {
  if (term === undefined || term === 'dumb' || term === 'linux') return []
  const { data, size } = encode(text, { border: BORDER, ecc: 'L' })
  if (size > Math.min(columns, COLUMNS_MAX)) return []
  const lines: string[] = []
  for (let row = 0; row < size; row += 2) {
    const blocks = Array.from({ length: size }, (_, column) => {
      const upper = data[row]?.[column] === true ? 2 : 0
      const lower = data[row + 1]?.[column] === true ? 1 : 0
      return HALF_BLOCKS[(upper + lower) as 0 | 1 | 2 | 3]
    })
    lines.push(`${BLACK_ON_WHITE}${blocks.join('')}${RESET}`)
  }
  return lines
}
