import { checkRoutes } from './check-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { roomRoutes } from './room-routes.ts'
import type { Route } from './route.ts'
import { serverRoutes } from './server-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** Every request of programs. */
export const ROUTES: readonly Route[] = [
  ...roomRoutes,
  ...peopleRoutes,
  ...exportRoutes,
  ...serverRoutes,
  ...operatorRoutes,
  ...checkRoutes,
  ...webhookRoutes,
]
