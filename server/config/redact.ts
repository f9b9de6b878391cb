import type { Config } from './schema.ts'
import { withoutSecrets } from './secrets.ts'

/** A copy of the settings that may be logged: passwords of relays, tokens and secrets are gone. */
export function redactConfig(config: Config): Config {
  const shown = withoutSecrets(config)
  const receivers = shown.webhooks.receivers.map((one) => ({ ...one, url: withoutQuery(one.url) }))
  return { ...shown, webhooks: { ...shown.webhooks, receivers } }
}

/** Some receivers put a password of their own there. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '?[redacted]')
}
