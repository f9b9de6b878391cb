import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

const protocolFolder = new URL('../../protocol/', import.meta.url)

/**
 * Reads the comments above the fields of the protocol's schemas: a schema does not
 * carry them, and the page should not repeat by hand what they say.
 *
 * @returns comments by place, such as `participantSchema/handRaisedAt` or
 *   `requests/room:join.reply.resumed`
 */
export function readFieldComments(): Map<string, string> {
  const comments = new Map<string, string>()
  const wholes = new Map<string, string>()
  for (const name of readdirSync(protocolFolder)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const text = readFileSync(new URL(name, protocolFolder), 'utf8')
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue
      for (const { name: constant, initializer } of statement.declarationList.declarations) {
        if (!initializer) continue
        collect(initializer, `${constant.getText()}/`, comments)
        for (const part of partsOf(initializer)) wholes.set(part, constant.getText())
      }
    }
  }
  return new Map([...comments].map(([place, comment]) => [placeInWhole(place, wholes), comment]))
}

/** Names of the constants that a table is put together of. */
function partsOf(initializer: ts.Expression): string[] {
  if (!ts.isObjectLiteralExpression(initializer)) return []
  return initializer.properties
    .filter(ts.isSpreadAssignment)
    .map(({ expression }) => expression)
    .filter(ts.isIdentifier)
    .map(({ text }) => text)
}

/** Readers know the whole table, not the parts that it is written down in. */
function placeInWhole(place: string, wholes: ReadonlyMap<string, string>): string {
  const [constant = '', path = ''] = place.split('/')
  return `${wholes.get(constant) ?? constant}/${path}`
}

/** Walks nested object literals; calls and arrays around them add nothing to the path. */
function collect(node: ts.Node, prefix: string, comments: Map<string, string>): void {
  if (!ts.isPropertyAssignment(node)) {
    node.forEachChild((child) => collect(child, prefix, comments))
    return
  }
  const key = ts.isStringLiteral(node.name) ? node.name.text : node.name.getText()
  const path = prefix + key
  const comment = commentOf(node)
  if (comment !== undefined) comments.set(path, comment)
  collect(node.initializer, `${path}.`, comments)
}

function commentOf(node: ts.PropertyAssignment): string | undefined {
  const [doc] = ts.getJSDocCommentsAndTags(node)
  if (!doc || !ts.isJSDoc(doc)) return undefined
  return ts.getTextOfJSDocComment(doc.comment)?.replace(/\s+/g, ' ').trim()
}
