import { z } from 'zod'

/** What pages say where no house has a name. */
export const USUAL_NAME = 'Plenary'

// A tab shows some twenty characters of a name, and a phone twelve below an icon.
const NAME_MAX = 40
const WELCOME_MAX = 600

function isShown(value: string): boolean {
  // Controls of direction would turn the text around it.
  return value.trim() === value && !/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(value)
}

function isWelcome(value: string): boolean {
  return value.trim() !== '' && isShown(value.trim().replaceAll('\n', ' '))
}

function isLink(value: string): boolean {
  if (value.startsWith('/')) return /^\/(?![/\\])[^\s\\]*$/.test(value)
  if (!URL.canParse(value) || /\s/.test(value)) return false
  const { protocol, username, password } = new URL(value)
  return protocol === 'mailto:' || (protocol === 'https:' && username === '' && password === '')
}

const linkSchema = z
  .string()
  .max(2048)
  .refine(isLink)
  .meta({ allowed: 'an https:// address, mailto: with an address, or a path such as /imprint' })
const welcomeSchema = z
  .string()
  .max(WELCOME_MAX)
  .refine(isWelcome)
  .meta({ allowed: `text of up to ${WELCOME_MAX} characters, without control characters` })

/** How the pages look and what they are called. */
export const brandingSchema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(NAME_MAX)
      .refine(isShown)
      .meta({
        allowed: `text of 1 to ${NAME_MAX} characters, without spaces around it and without control characters`,
      })
      .default(USUAL_NAME)
      .describe(
        'What the pages call themselves: beside the logo, in tabs, and on the home screen of phones.',
      ),
    logo: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe(
        'File with the logo, square for the best: SVG up to 256 KiB without scripts, or PNG up to 512 KiB and 2048 pixels. ' +
          'It is the icon of tabs as well.',
      ),
    accent: z
      .string()
      .regex(/^#[\da-f]{6}$/i)
      .meta({ allowed: 'a colour in quotation marks such as "#00695c": # and six hexadecimal digits' })
      .optional()
      .describe(
        'Colour of buttons and links. It is made darker or lighter where text could not be read otherwise, in light and ' +
          'dark pages (WCAG 2.2 AA), and the log says so.',
      ),
    welcome: z
      .strictObject({
        en: welcomeSchema.optional().describe('In English, and in every language without a text of its own.'),
        ko: welcomeSchema.optional().describe('In Korean.'),
      })
      .prefault({})
      .describe('Plain text on the start page, in place of the sentence there.'),
    imprint: linkSchema.optional().describe('Where the link "Imprint" leads, below the pages.'),
    privacy: linkSchema.optional().describe('Where the link "Privacy" leads, below the pages.'),
  })
  .describe('How the pages look and what they are called.')
