import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { AdminAccess } from '../../admin/admin-access.ts'
import { AdminToken } from '../../admin/admin-token.ts'
import { createSilentLogger } from '../../observability/logger.ts'
import { RefusalLog } from '../../observability/refusal-log.ts'
import { startApi } from '../api/test-api.ts'
import type { SignInPort } from '../auth-port.ts'
import { sendRequest } from '../test-request.ts'
import { temporaryFolder } from '../test-server.ts'

/** A request of a browser in a test. */
export interface AdminCall {
  path?: string
  method?: string
  /** A text goes as it is. */
  body?: unknown
  /** Beside those of the page itself, or instead of them. */
  headers?: Record<string, string>
  /** Instead of the one that was kept. */
  cookie?: string
}

/** A server with the page of the operator, and a browser that keeps one cookie. */
export async function startAdmin(
  t: TestContext,
  given: {
    sessionSeconds?: number
    settings?: object
    listen?: object
    signIn?: SignInPort
  } = {},
) {
  const tokenFile = join(await temporaryFolder(t), 'admin-token.json')
  const logger = createSilentLogger()
  const token = new AdminToken(tokenFile, logger)
  const lines: Record<string, unknown>[] = []
  const refusals = new RefusalLog({
    warn: (fields: object, msg: string) => void lines.push({ ...fields, msg }),
  } as never)
  t.after(() => refusals.close())
  const access = new AdminAccess({ token, sessionSeconds: given.sessionSeconds ?? 43_200, refusals })
  const api = await startApi(t, {
    server: {
      admin: { access, settings: given.settings ?? {} },
      ...(given.signIn ? { signIn: given.signIn } : {}),
      ...(given.listen ? { listen: given.listen } : {}),
    },
  })
  const secret = token.takeFresh() ?? ''
  let kept = ''
  const ask = async (path: string, { method = 'GET', body, headers = {}, cookie }: AdminCall = {}) => {
    const shown = cookie ?? kept
    const shownCookie = shown === '' ? {} : { cookie: shown }
    return await sendRequest(api.origin + path, {
      method,
      body,
      headers: { 'x-plenary-operator': '1', ...shownCookie, ...headers },
    })
  }
  /** Keeps the cookie of an answer, as a browser does. */
  const keep = ({ headers }: { headers: Headers }): void => {
    kept = headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  const signIn = async () => {
    const answer = await ask('/admin/session', { method: 'POST', body: { token: secret }, cookie: '' })
    if (answer.status === 204) keep(answer)
    return answer
  }
  return { ...api, refused: lines, tokenFile, token: secret, ask, keep, signIn }
}
