import { keysFileOf } from './api/keys/key-file.ts'
import { KeyRing } from './api/keys/key-ring.ts'
import { MeetingOperator } from './api/operator/meeting-operator.ts'
import { RoomOperator } from './api/operator/room-operator.ts'
import { ServerView, type ServerViewOptions } from './api/operator/server-view.ts'
import { publicAddress } from './config/public-url.ts'
import type { CheckResults } from './checks/check-results.ts'
import type { ApiParts } from './http/api/register-api.ts'
import type { Logger } from './observability/logger.ts'
import type { RoomStore } from './rooms/ports/store.ts'
import type { RoomRegistry } from './rooms/room-registry.ts'
import { Deliveries } from './webhooks/deliveries.ts'
import type { WebhookStore } from './webhooks/store.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** What programs of the operator act on. */
export interface ApiSources extends Pick<ServerViewOptions, 'config' | 'readiness' | 'load'> {
  rooms: RoomRegistry
  checkResults: CheckResults
  store: RoomStore & { readonly webhooks: WebhookStore }
  webhooks: Webhooks
  logger: Logger
}

/** Puts together what programs are answered with. */
export function createApiParts(sources: ApiSources): ApiParts {
  const { config, rooms, checkResults, store, webhooks, load, readiness, logger } = sources
  // Without a public URL nobody knows by what name people reach the server: links are paths then.
  const base = publicAddress(config.listen.publicUrl)?.href ?? '/'
  return {
    keys: new KeyRing(keysFileOf(config.api.keysFile, config.storage.file), logger),
    rooms: new RoomOperator({ rooms, store, base }),
    meetings: new MeetingOperator({ rooms, store }),
    checks: checkResults,
    server: new ServerView({ config, readiness, rooms, load }),
    webhooks: new Deliveries(store.webhooks, webhooks),
  }
}
