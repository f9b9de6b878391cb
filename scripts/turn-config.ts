// Prints the configuration of coturn that fits the settings: npm run --silent turn-config -- --config <file>
import { readFileSync } from 'node:fs'
import { mediaAddresses } from '../server/config/addresses.ts'
import { ConfigError, loadConfig } from '../server/config/load.ts'
import { coturnConfig } from '../server/front/coturn-config.ts'
import { turnSecret } from '../server/front/turn-access.ts'

function print(): string {
  const loaded = loadConfig({
    argv: process.argv.slice(2),
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  })
  if (loaded.action !== 'run') {
    return 'Give the same options as to the server: npm run --silent turn-config -- --config config/plenary.yaml\n'
  }
  const { listen, turn } = loaded.config
  const secret = turnSecret(turn)
  if (secret === undefined) {
    throw new Error(
      'turn.secret is not set. Make one with "openssl rand -hex 32" and set it in the settings of the server.',
    )
  }
  const { bind, announced } = mediaAddresses(listen)
  return coturnConfig({ secret, host: turn.host, port: turn.port, media: announced, own: bind })
}

try {
  process.stdout.write(print())
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exitCode = 2
}
