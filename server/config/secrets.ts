// Wherever a setting of such a name stands, its value is told to nobody.
const SECRETS: ReadonlySet<string> = new Set([
  'credential',
  'token',
  'secret',
  'previousSecret',
  'clientSecret',
])

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]'

/** Whether what stands under this key of the settings is a secret. */
export function isSecret(key: PropertyKey): boolean {
  return SECRETS.has(String(key))
}

/** A copy of a part of the settings in which no secret is left. */
export function withoutSecrets<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one: unknown) => withoutSecrets(one)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, one]: [string, unknown]) => [
    key,
    isSecret(key) && one !== undefined && one !== null ? REDACTED : withoutSecrets(one),
  ])
  return Object.fromEntries(entries) as T
}

// A secret of webhooks is known wherever it was written.
const KNOWN_SECRET = /whsec_[^\s"']*/g
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/"@]*@/gi
const URL_QUERY = /(\bhttps?:\/\/[^\s"?]*\?)[^\s"]*/gi

/** A text about a value in which nothing is left that looks like a password, such as the query of an address. */
export function withoutPasswords(text: string): string {
  return text
    .replace(KNOWN_SECRET, REDACTED)
    .replace(URL_PASSWORD, `$1${REDACTED}@`)
    .replace(URL_QUERY, `$1${REDACTED}`)
}

/**
 * A key as it may be told. Somebody who forgot the space in `token: text` made a key of a secret.
 *
 * @returns its beginning up to the first character that no name of a setting has
 */
export function shownKey(key: string): string {
  const name = /^[\p{L}\p{M}\p{N}_.-]{0,64}/u.exec(key)?.[0] ?? ''
  return name === key ? key : `${name}…`
}
