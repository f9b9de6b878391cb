import { USUAL_NAME } from '../config/schema-branding.ts'
import type { Config } from '../config/schema.ts'
import { accentColours } from './accent.ts'
import { readLogo, type Logo } from './logo.ts'

/** What the pages are delivered with. */
export interface Branding {
  readonly name: string
  readonly logo: Logo | undefined
  /** Rules for the page; empty while the colours are the usual ones. */
  readonly styles: string
  /** What the client reads, by the name of its `<meta>`. */
  readonly said: Readonly<Record<string, string | undefined>>
  /** Sentences for the log: what is not quite as it was asked for. */
  readonly notes: readonly string[]
}

/**
 * Prepares what the section `branding` asks for.
 *
 * @throws {Error} with a sentence that says what to do, when the logo cannot be used
 */
export function loadBranding({
  name,
  logo,
  accent,
  welcome,
  imprint,
  privacy,
}: Config['branding']): Branding {
  const { styles, notes } =
    accent === undefined ? { styles: '', notes: [] } : accentStyles(accent.toLowerCase())
  return {
    name,
    logo: logo === undefined ? undefined : readLogo(logo),
    styles,
    said: {
      // The client has its usual name.
      'brand-name': name === USUAL_NAME ? undefined : name,
      'brand-welcome-en': welcome.en?.trim(),
      'brand-welcome-ko': welcome.ko?.trim(),
      'brand-imprint': imprint,
      'brand-privacy': privacy,
    },
    notes,
  }
}

function accentStyles(accent: string): { styles: string; notes: string[] } {
  const { text, fill, fillHover, soft } = accentColours(accent)
  const both = ({ light, dark }: { light: string; dark: string }): string => `light-dark(${light},${dark})`
  const styles =
    `:root{--accent:${both(text)};--accent-fill:${fill};--accent-fill-hover:${fillHover};` +
    `--accent-soft:${both(soft)};--focus:${both(text)}}`
  const changed = [
    ...(fill === accent ? [] : [`${fill} below white text`]),
    ...(text.light === accent ? [] : [`${text.light} on light pages`]),
    ...(text.dark === accent ? [] : [`${text.dark} on dark pages`]),
  ]
  if (changed.length === 0) return { styles, notes: [] }
  return { styles, notes: [`branding.accent ${accent} can be read only when it is ${changed.join(', ')}`] }
}

/**
 * The manifest of the client with the name and the logo in it. Source: W3C Web Application Manifest.
 *
 * @param built - the text that the build made
 */
export function brandedManifest(built: string, { name, logo }: Branding): string {
  const manifest = JSON.parse(built) as Record<string, unknown>
  const icons = logo && { icons: [{ src: logo.path, sizes: logo.sizes, type: logo.type }] }
  return JSON.stringify({ ...manifest, name, short_name: name, ...icons })
}
