import { hashParts } from './stamps.mjs'

/** Where the compiled server is, below the checkout. `npm ci` removes it together with the modules. */
export const SERVER_BUILD = 'node_modules/.plenary/server'

/** The folders of sources that run in the server. */
export const SERVER_SOURCES = ['server', 'protocol']

/**
 * @param {string} path relative to the checkout, with slashes
 * @returns {boolean} whether it is code of the server, which tests and their helpers are not
 */
export function isServerSource(path) {
  return /\.ts$/.test(path) && !/(\.d|\.test)\.ts$|\/test-[^/]+$/.test(path)
}

/**
 * What a compiled module ends with. It names the source that it was made from, so that
 * nobody runs one of before a change, and it comes last, so that nobody runs half of one.
 *
 * @param {string | Buffer} source the TypeScript as it is in its file
 * @returns {string} a comment in a line of its own
 */
export function markOf(source) {
  return `\n// Compiled from ${hashParts(source)}\n`
}

/**
 * @param {string} path of a source, relative to the checkout, e.g. `server/main.ts`
 * @returns {string} of the compiled module, relative to the folder of the build
 */
export function builtPath(path) {
  return `${path.slice(0, -'.ts'.length)}.js`
}
