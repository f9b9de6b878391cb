/** One file of a page that stands by itself, as it is served. */
export interface PageFile {
  /** Below the address of the page. */
  readonly path: string
  readonly type: string
  readonly body: string
}

/**
 * What a page that stands by itself may load and do: its own files and requests to this server. Nothing inline, no frame
 * around it, no form that a browser sends by itself, and nothing that turns text into a page.
 * Source: W3C Content Security Policy Level 3; Trusted Types.
 *
 * @param more - further directives
 */
export function pagePolicy(...more: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
