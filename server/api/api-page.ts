import { openApi } from './openapi.ts'
import { SCOPES } from './scopes.ts'

/** The part of the description that the page shows. */
interface Operation {
  summary: string
  description: string
  'x-scope': string
  parameters: { name: string; in: string; description?: string; schema: unknown }[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>
}

const STYLE = `
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font-family: ui-monospace, monospace; font-size: 0.875rem }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.375rem; opacity: 0.85 }
table { border-collapse: collapse; width: 100% }
td, th { text-align: start; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid }
section { margin-block: 2.5rem }
`

/** The description of the API as a page for people: all in one file, without scripts. */
export function apiPage(): string {
  const { paths } = openApi() as { paths: Record<string, Record<string, Operation>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      title: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
  const scopes = Object.entries(SCOPES).map(([name, about]) => row([code(name), text(about)]))
  const contents = operations.map(
    ({ title, operation }) =>
      `<li><a href="#${idOf(title)}">${code(title)}</a> ${text(operation.summary)}</li>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plenary: API</title>
<style>${STYLE}</style>
<main>
<h1>Plenary: API for programs</h1>
<p>Send a key with each request: ${code('Authorization: Bearer plk_…')}. The operator makes one with
${code('npm run api-key -- create')}. <a href="openapi.json">openapi.json</a> is the same for programs.
<a href="webhooks">What receivers of webhooks were sent</a> is a page of its own.</p>
<h2>Scopes</h2>
<table>${scopes.join('')}</table>
<h2>Requests</h2>
<ul>${contents.join('')}</ul>
${operations.map(({ title, operation }) => section(title, operation)).join('')}
</main>
</html>
`
}

function section(title: string, operation: Operation): string {
  const parameters = operation.parameters.map((one) =>
    row([code(one.name), text(one.in), text(one.description ?? ''), code(JSON.stringify(one.schema))]),
  )
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) =>
    row([code(status), markedUp(description), schemaOf(content)]),
  )
  return `<section id="${idOf(title)}">
<h3>${code(title)}</h3>
<p>${markedUp(operation.description)}</p>
<p>Scope: ${code(operation['x-scope'])}</p>
${parameters.length > 0 ? `<h4>Parameters</h4><table>${parameters.join('')}</table>` : ''}
${operation.requestBody ? `<h4>Body</h4>${schemaOf(operation.requestBody.content)}` : ''}
<h4>Answers</h4><table>${answers.join('')}</table>
</section>
`
}

function schemaOf(content: Record<string, { schema: unknown }> | undefined): string {
  const schema = content?.['application/json']?.schema
  return schema === undefined
    ? ''
    : `<details><summary>JSON</summary><pre>${text(JSON.stringify(schema, undefined, 2))}</pre></details>`
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function idOf(title: string): string {
  return title.replace(/[^A-Za-z]+/g, '-').toLowerCase()
}

function code(content: string): string {
  return `<code>${text(content)}</code>`
}

/** Text in which what stands between backquotes is code. */
function markedUp(content: string): string {
  return text(content).replace(/`([^`]+)`/g, '<code>$1</code>')
}

function text(content: string): string {
  return content.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
