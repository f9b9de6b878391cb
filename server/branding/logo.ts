import { createHash } from 'node:crypto'
import { readBytes, UnreadableFile } from '../config/read-text-file.ts'

/** A logo that is safe to deliver. */
export interface Logo {
  readonly bytes: Buffer
  readonly type: 'image/svg+xml' | 'image/png'
  /** Such as `branding/logo-1a2b3c.svg`: another file has another name. */
  readonly path: string
  /** For the manifest: `any`, or such as `512x512`. */
  readonly sizes: string
}

const SVG_MAX_BYTES = 256 * 1024
const PNG_MAX_BYTES = 512 * 1024
const PNG_MIN_SIDE = 16
const PNG_MAX_SIDE = 2048
// PNG, third edition, sections 5.2 and 11.2.1.
const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex')
const HEADER_BYTES = 24

// Pages show it as an image, in which nothing of this runs; but its address can be opened.
const ACTIVE_PARTS: readonly [RegExp, string][] = [
  [/<!ENTITY/i, '<!ENTITY>'],
  [/<\?xml-stylesheet/i, '<?xml-stylesheet?>'],
  [/<([\w.-]+:)?script[\s/>]/i, '<script>'],
  [/<([\w.-]+:)?foreignObject[\s/>]/i, '<foreignObject>'],
  [/<([\w.-]+:)?(iframe|object|embed|audio|video)[\s/>]/i, 'embedded content'],
  [/[\s"'/]on[a-z]+\s*=/i, 'attributes that begin with "on"'],
  [/javascript\s*:/i, 'javascript: addresses'],
]

/**
 * Reads a logo and looks at what it is, whatever its name says.
 *
 * @throws {Error} with a sentence that names the setting and says what to do
 */
export function readLogo(file: string): Logo {
  const refuse = (reason: string): never => {
    throw new Error(`branding.logo: ${file} ${reason}.`)
  }
  let bytes: Buffer
  try {
    bytes = readBytes(file, PNG_MAX_BYTES)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new Error(`branding.logo: ${file}: ${error.message}.`)
  }
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    const sizes = pngSizes(bytes) ?? refuse(`is cut off, or not of ${PNG_MIN_SIDE} to ${PNG_MAX_SIDE} pixels`)
    return { bytes, type: 'image/png', path: `branding/logo-${hash}.png`, sizes }
  }
  const problem = svgProblem(bytes)
  if (problem !== undefined) refuse(problem)
  return { bytes, type: 'image/svg+xml', path: `branding/logo-${hash}.svg`, sizes: 'any' }
}

function pngSizes(bytes: Buffer): string | undefined {
  const isWhole = bytes.length > HEADER_BYTES && bytes.subarray(-PNG_END.length).equals(PNG_END)
  if (!isWhole || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined
  const sides = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  return sides.every((side) => side >= PNG_MIN_SIDE && side <= PNG_MAX_SIDE) ? sides.join('x') : undefined
}

function svgProblem(bytes: Buffer): string | undefined {
  if (bytes.length > SVG_MAX_BYTES)
    return `is larger than ${SVG_MAX_BYTES / 1024} KiB. Simplify it, or take a PNG`
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return 'is neither a PNG nor an SVG in UTF-8'
  }
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/i.exec(text)?.[1] ?? 'utf-8'
  if (!/^utf-?8$/i.test(declared)) return 'says that it is in another encoding than UTF-8'
  const root = text.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*>/gi, '').trim()
  if (!/^<svg[\s>]/.test(root) || !/(<\/svg>|^<svg[^>]*\/>)$/.test(root)) {
    return 'is neither a PNG nor a whole SVG'
  }
  if (!/^<svg[^>]*\sxmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg["']/.test(root)) {
    return 'lacks xmlns="http://www.w3.org/2000/svg" in <svg>, so browsers do not show it'
  }
  const active = ACTIVE_PARTS.find(([pattern]) => pattern.test(text))
  return active && `has ${active[1]}, which a logo does not need. Remove that`
}
