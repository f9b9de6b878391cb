import type { Config } from './schema.ts'

/** A copy of the settings that may be logged: passwords of relays are gone. */
export function redactConfig(config: Config): Config {
  return {
    ...config,
    media: {
      ...config.media,
      iceServers: config.media.iceServers.map((server) =>
        server.credential === undefined ? server : { ...server, credential: '[redacted]' },
      ),
    },
  }
}
