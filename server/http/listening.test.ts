import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { configSchema } from '../config/schema.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { Metrics } from '../observability/metrics.ts'
import { RefusalLog } from '../observability/refusal-log.ts'
import { createHttpServer } from './server.ts'
import { startTestServer, testAccounts } from './test-server.ts'

describe('createHttpServer', () => {
  it('closes while a browser keeps its connection open, and twice without harm', async (t) => {
    const { http, origin } = await startTestServer(t)
    await fetch(origin, { headers: { connection: 'keep-alive' } })
    await http.close()
    await http.close()
    await assert.rejects(fetch(origin))
  })

  it('reports a port in use as the system does', async (t) => {
    const { http } = await startTestServer(t)
    const { port } = http.server.address() as { port: number }
    const second = await createHttpServer({
      config: configSchema.parse({}),
      logger: createSilentLogger(),
      readiness: () => 'ready',
      clientDir: '/nowhere',
      refusals: new RefusalLog(createSilentLogger()),
      metrics: new Metrics(),
      accounts: testAccounts(),
      signIn: null,
      addresses: { outside: [] },
    })
    t.after(() => second.close())
    await assert.rejects(second.listen({ host: '127.0.0.1', port }), {
      code: 'EADDRINUSE',
      syscall: 'listen',
    })
  })
})
