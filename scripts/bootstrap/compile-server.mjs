// Run by the set-up, on the Node.js that runs the server:
//
//   node scripts/bootstrap/compile-server.mjs <checkout> <folder>
//
// writes the server's modules as JavaScript into the folder. Types are blanked out by
// Node.js itself, as it does when it runs a source: both run the same code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

import { builtPath, isServerSource, markOf, SERVER_SOURCES } from './built-module.mjs'
import { listFilesBelow } from './stamps.mjs'

const [root, folder] = process.argv.slice(2)

for (const path of listFilesBelow(root, SERVER_SOURCES).filter(isServerSource)) {
  const source = readFileSync(join(root, path), 'utf8')
  const target = join(folder, builtPath(path))
  mkdirSync(dirname(target), { recursive: true })
  try {
    writeFileSync(target, `${stripTypeScriptTypes(source)}${markOf(source)}`)
  } catch (error) {
    console.error(`${path}: ${error.message}`)
    process.exitCode = 1
  }
}
