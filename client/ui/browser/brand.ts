/** What the operator of this server calls it, and shows on its pages. */
export interface Brand {
  readonly name: string
  /** Address of the logo; undefined for the usual mark. */
  readonly logo: string | undefined
  readonly imprint: string | undefined
  readonly privacy: string | undefined
  /**
   * The text for the start page.
   *
   * @returns in that language, else in English; undefined where the operator wrote none
   */
  welcome(language: string): string | undefined
}

/**
 * Reads what the server wrote into the page.
 *
 * @param said - the content of the `<meta>` of a name; undefined where there is none
 */
export function readBrand(said: (name: string) => string | undefined): Brand {
  return {
    name: said('brand-name') ?? 'Plenary',
    logo: said('brand-logo'),
    imprint: said('brand-imprint'),
    privacy: said('brand-privacy'),
    welcome: (language) => {
      const [first = ''] = language.split('-')
      return said(`brand-welcome-${first.toLowerCase()}`) ?? said('brand-welcome-en')
    },
  }
}

const page = (globalThis as { document?: Document }).document
const metas = new Map(
  [...(page?.querySelectorAll<HTMLMetaElement>('meta[name^="brand-"]') ?? [])].map(({ name, content }) => [
    name,
    // Relative to the page that was delivered; the address bar may say another one later.
    name === 'brand-logo' && page ? new URL(content, page.baseURI).href : content,
  ]),
)

/** The brand of this page. */
export const BRAND: Brand = readBrand((name) => metas.get(name))
