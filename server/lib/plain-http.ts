import type { Agent as HttpAgent, ServerResponse as HttpResponse } from 'node:http'

// An `import` of a module of Node.js reads each of its exports once. One of `node:http` is WebSocket, and for that
// Node.js loads all of undici: 3 to 7 MB that nothing here uses.
const http = process.getBuiltinModule('node:http')

/** As of `node:http`, without loading a WebSocket client. */
export const { createServer, request, STATUS_CODES, Agent, ServerResponse } = http
/** An agent of `node:http`. */
export type Agent = HttpAgent
/** A response of `node:http`. */
export type ServerResponse = HttpResponse
