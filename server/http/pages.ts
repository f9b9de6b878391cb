import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkRoomName, describeNameProblem, ERRORS } from '../../protocol/index.ts'
import type { Branding } from '../branding/branding.ts'
import type { PublicAddress } from '../config/public-url.ts'
import { readAppPage } from './app-page.ts'
import { registerBranding } from './brand-files.ts'
import { sendErrorPage } from './error-page.ts'

const NOT_BUILT =
  'The pages of Plenary have not been built yet. Start the server with "npm start", ' +
  'or run "npm run build" and reload this page.'

// The script that pages of others load in order to show a meeting, and its types. It holds nothing secret.
const FOR_OTHER_SITES: readonly string[] = ['embed.js', 'embed.d.ts']

/** Whether the client has been built into a folder. */
export function isClientBuilt(clientDir: string): boolean {
  return existsSync(join(clientDir, 'index.html'))
}

/**
 * Serves the built client: the start page, the rooms, and their files.
 *
 * @param clientDir - folder of the build; may be filled later
 * @param address - what `listen.publicUrl` says
 * @param provider - what people know the provider of accounts by; undefined where nobody can sign in
 * @param parents - what `embedding.allowedParents` says
 * @param branding - name, logo and colours
 */
export async function registerPages(
  fastify: FastifyInstance,
  clientDir: string,
  address: PublicAddress | undefined,
  provider: string | undefined,
  parents: readonly string[],
  branding: Branding,
): Promise<void> {
  const prefix = address?.prefix ?? ''
  const home = `${prefix}/`
  await fastify.register(fastifyStatic, {
    root: clientDir,
    index: false,
    cacheControl: false,
    dotfiles: 'ignore',
    // The build may leave `.br` and `.gz` files beside the others.
    preCompressed: true,
    // An unbuilt client is reported in our own words.
    suppressWarning: true,
    setHeaders: (reply, path) => {
      const name = relative(clientDir, path)
      reply.header('Cache-Control', cachePolicy(name))
      if (!FOR_OTHER_SITES.includes(name)) return
      // A module of another origin needs both: Fetch Standard, CORS and Cross-Origin-Resource-Policy.
      reply.header('Access-Control-Allow-Origin', '*').header('Cross-Origin-Resource-Policy', 'cross-origin')
      // To others a name in .ts is a video.
      if (name.endsWith('.ts')) reply.header('Content-Type', 'text/plain; charset=utf-8')
    },
  })
  const sendApp = async (request: FastifyRequest, reply: FastifyReply, depth: number) => {
    if (!isClientBuilt(clientDir)) return sendErrorPage(request, reply, 503, home, NOT_BUILT)
    const file = join(clientDir, 'index.html')
    const { html, etag } = await readAppPage(file, depth, address, provider, parents, branding)
    reply.header('Cache-Control', 'no-cache').header('ETag', etag)
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('text/html; charset=utf-8').send(html)
  }

  registerBranding(fastify, clientDir, branding)
  fastify.get('/', (request, reply) => sendApp(request, reply, 0))
  fastify.get('/index.html', (_request, reply) => reply.redirect(home))
  // The guest's own check.
  fastify.get('/test', (request, reply) => sendApp(request, reply, 0))
  fastify.get('/test/', (_request, reply) => reply.redirect(`${prefix}/test`))
  fastify.get('/r', (_request, reply) => reply.redirect(home))
  fastify.get<{ Params: { '*': string } }>('/r/*', (request, reply) => {
    const typed = request.params['*']
    if (typed === '') return reply.redirect(home)
    const { name: room, problem } = checkRoomName(typed)
    if (problem) {
      const reason = `${ERRORS.invalid_room_name} ${describeNameProblem(problem)}`
      return sendErrorPage(request, reply, 404, home, reason)
    }
    if (room === typed) return sendApp(request, reply, 1)
    const query = /\?.*$/.exec(request.url)?.[0] ?? ''
    return reply.redirect(`${prefix}/r/${encodeURIComponent(room)}${query}`)
  })
}

// The build puts a hash of the content into the names below assets/: such a file
// never changes. Everything else is asked for each time, and answered by its ETag.
function cachePolicy(path: string): string {
  return path.startsWith('assets') ? 'public, max-age=31536000, immutable' : 'no-cache'
}
