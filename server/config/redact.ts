import type { Config } from './schema.ts'

/** A copy of the settings that may be logged: passwords of relays and tokens are gone. */
export function redactConfig(config: Config): Config {
  const { token } = config.metrics
  return {
    ...config,
    metrics: { ...config.metrics, ...(token === undefined ? {} : { token: '[redacted]' }) },
    media: {
      ...config.media,
      iceServers: config.media.iceServers.map((server) =>
        server.credential === undefined ? server : { ...server, credential: '[redacted]' },
      ),
    },
  }
}
