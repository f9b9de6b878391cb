import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { builtPath, markOf, SERVER_BUILD, SERVER_SOURCES } from './built-module.mjs'

/**
 * Makes this process run what was compiled in place of the server's TypeScript. Modules keep
 * the URL of their source, and with it the paths that they find files by; lines and columns
 * are those of the source, so stack traces need no source maps. A module that was not
 * compiled since its source changed runs as Node.js runs any TypeScript.
 *
 * @param {string} root the checkout
 */
export function useCompiledModules(root) {
  const base = pathToFileURL(join(root, '/')).href
  const prefixes = SERVER_SOURCES.map((folder) => `${base}${folder}/`)
  registerHooks({
    load(url, context, nextLoad) {
      const isOurs = url.endsWith('.ts') && prefixes.some((prefix) => url.startsWith(prefix))
      const compiled = isOurs && readCompiled(root, decodeURIComponent(url.slice(base.length)))
      if (!compiled) return nextLoad(url, context)
      return { format: 'module', source: compiled, shortCircuit: true }
    },
  })
}

function readCompiled(root, path) {
  try {
    const compiled = readFileSync(join(root, SERVER_BUILD, builtPath(path)), 'utf8')
    return compiled.endsWith(markOf(readFileSync(join(root, path)))) ? compiled : undefined
  } catch {
    // Not compiled, or no such source: Node.js says what is wrong.
    return undefined
  }
}
