import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Refuses a page request with a sentence that says what to do: as a small page
 * for browsers, as plain text for programs.
 *
 * @param status - HTTP status, 400 to 599
 * @param home - path of the start page
 * @param reason - one or two sentences for people
 */
export function sendErrorPage(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  home: string,
  reason: string,
): FastifyReply {
  reply.code(status).header('Cache-Control', 'no-store')
  if (!request.headers.accept?.includes('text/html')) {
    return reply.type('text/plain; charset=utf-8').send(`${reason}\n`)
  }
  return reply.type('text/html; charset=utf-8').send(errorPage(reason, home))
}

function errorPage(reason: string, home: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Plenary</title>
<style>body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem }</style>
<main>
<h1>Plenary</h1>
<p>${escapeHtml(reason)}</p>
<p><a href="${escapeHtml(home)}">Make or join a room</a></p>
</main>
</html>
`
}

/** Text as it may stand in HTML and in the value of an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
