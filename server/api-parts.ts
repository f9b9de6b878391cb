import type { Certificate } from './api/operator/server-view.ts'
import type { CertificateState } from './certificates/certificate.ts'
import { keysFileOf } from './api/keys/key-file.ts'
import { KeyRing } from './api/keys/key-ring.ts'
import { MeetingOperator } from './api/operator/meeting-operator.ts'
import { LineView } from './api/operator/line-view.ts'
import { RoomOperator } from './api/operator/room-operator.ts'
import { ServerOperator } from './api/operator/server-operator.ts'
import { ServerView, type ServerViewOptions } from './api/operator/server-view.ts'
import { publicAddress } from './config/public-url.ts'
import type { CheckResults } from './checks/check-results.ts'
import type { ApiParts } from './http/api/register-api.ts'
import type { BlockedAddresses } from './limits/blocked-addresses.ts'
import type { MediaEngine } from './media/media-engine.ts'
import { logTailOf, type Logger } from './observability/logger.ts'
import type { RoomStore } from './rooms/ports/store.ts'
import type { RoomRegistry } from './rooms/room-registry.ts'
import { Deliveries } from './webhooks/deliveries.ts'
import type { WebhookStore } from './webhooks/store.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** What programs of the operator act on. */
export interface ApiSources extends Pick<ServerViewOptions, 'config' | 'readiness' | 'load'> {
  certificate: () => CertificateState | undefined
  rooms: RoomRegistry
  checkResults: CheckResults
  store: RoomStore & { readonly webhooks: WebhookStore }
  webhooks: Webhooks
  media: Pick<MediaEngine, 'traffic' | 'workers'>
  blocked: BlockedAddresses
  /** Lets meetings end, and stops the server after that. */
  drain: (deadlineMs: number) => void
  logger: Logger
}

/** Puts together what programs are answered with. */
export function createApiParts(sources: ApiSources): ApiParts {
  const { config, rooms, store, webhooks, load, readiness, media, blocked, drain, certificate, logger } =
    sources
  // Without a public URL nobody knows by what name people reach the server: links are paths then.
  const base = publicAddress(config.listen.publicUrl)?.href ?? '/'
  return {
    keys: new KeyRing(keysFileOf(config.api.keysFile, config.storage.file), logger),
    rooms: new RoomOperator({ rooms, store, base }),
    meetings: new MeetingOperator({ rooms, store }),
    checks: sources.checkResults,
    server: new ServerView({ config, readiness, rooms, load, certificate: () => inShort(certificate()) }),
    lines: new LineView({ rooms, lines: media.traffic, workers: () => media.workers }),
    operator: new ServerOperator({ rooms, blocked, drain, log: logTailOf(logger) }),
    webhooks: new Deliveries(store.webhooks, webhooks),
  }
}

function inShort(certificate: CertificateState | undefined): Certificate | undefined {
  return certificate && { names: [...certificate.names], expiresAt: certificate.validUntil.getTime() }
}
