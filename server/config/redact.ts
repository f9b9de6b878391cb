import type { Config } from './schema.ts'

/** A copy of the settings that may be logged: passwords of relays, tokens and the secrets of webhooks are gone. */
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
    webhooks: {
      ...config.webhooks,
      receivers: config.webhooks.receivers.map(({ previousSecret, ...receiver }) => ({
        ...receiver,
        url: withoutQuery(receiver.url),
        secret: '[redacted]',
        ...(previousSecret === undefined ? {} : { previousSecret: '[redacted]' }),
      })),
    },
  }
}

/** Some receivers put a password of their own there. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '?[redacted]')
}
