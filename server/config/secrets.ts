// Wherever a setting of such a name stands, its value is told to nobody.
const SECRETS: ReadonlySet<string> = new Set([
  'credential',
  'token',
  'secret',
  'previousSecret',
  'clientSecret',
])

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
    isSecret(key) && typeof one === 'string' ? '[redacted]' : withoutSecrets(one),
  ])
  return Object.fromEntries(entries) as T
}
