import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiPage } from './api-page.ts'
import { openApi, operationId } from './openapi.ts'
import { subjectOf } from './routes/route.ts'
import { ROUTES } from './routes/table.ts'
import { SCOPE_NAMES } from './scopes.ts'

interface Operation {
  operationId: string
  summary: string
  description: string
  'x-scope': string
  parameters: { name: string; in: string; required: boolean; schema: { type?: string } }[]
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> }
  responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>
}

const { paths } = openApi() as { paths: Record<string, Record<string, Operation>> }
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('OpenAPI description', () => {
  it('has every route, with a scope, a summary and a description of its own', () => {
    assert.equal(operations.length, ROUTES.length)
    assert.equal(new Set(ROUTES.map(operationId)).size, ROUTES.length)
    for (const route of ROUTES) {
      const operation = paths[route.path]?.[route.method.toLowerCase()]
      assert.ok(operation, `${route.method} ${route.path}`)
      assert.ok(SCOPE_NAMES.includes(route.scope))
      assert.ok(operation.summary.length > 5 && /[.]$/.test(operation.description), operation.operationId)
    }
    assert.equal(new Set(ROUTES.map(({ about }) => about)).size, ROUTES.length)
  })

  it('has every part of a path as a parameter, and no other', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const described = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      assert.deepEqual(described, inPath, path)
    }
  })

  it('says of every success what it looks like, with fields', () => {
    for (const { operation } of operations) {
      const [status, answer] =
        Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? []
      const schema = answer?.content?.['application/json']?.schema
      if (status === '204') assert.equal(schema, undefined)
      else assert.ok(Object.keys(schema?.properties ?? {}).length > 0, operation.operationId)
      assert.ok(operation.responses['401'] && operation.responses['403'] && operation.responses['429'])
    }
  })

  it('refers to nothing outside of itself', () => {
    const text = JSON.stringify(openApi())
    for (const [, target] of text.matchAll(/"\$ref":"([^"]+)"/g))
      assert.match(target ?? '', /^#\/components\//)
    assert.ok(!/https?:\/\//.test(text), 'no address of elsewhere')
  })

  it('changes with each scope that is about the whole server', () => {
    const ofServer = ROUTES.filter((route) => subjectOf(route) === 'server')
    assert.deepEqual(
      [...new Set(ofServer.map(({ scope }) => scope))],
      ['settings:read', 'server:write', 'server:log', 'checks:read', 'webhooks:read', 'webhooks:write'],
    )
  })
})

describe('page of the API', () => {
  it('shows every route with its scope, and loads nothing', () => {
    const page = apiPage()
    for (const { method, path, scope } of ROUTES)
      assert.ok(page.includes(`${method} ${path}`) && page.includes(scope))
    assert.ok(!/<(script|link|img|iframe|base)|url\(|@import|https?:\/\//i.test(page))
  })
})
