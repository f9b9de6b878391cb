import type { Config } from './schema.ts'
import { withoutSecrets } from './secrets.ts'

/** A copy of the settings that may be logged: passwords of relays, tokens and secrets are gone. */
export function redactConfig(config: Config): Config {
  return withoutSecrets(config)
}
