import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { embedScript } from './client/vite-embed-script.ts'

// Where `npm run dev` finds a running server; the pages themselves come from Vite.
const server = process.env.PLENARY_DEV_SERVER ?? 'http://127.0.0.1:3000'

// Parts of libraries that no supported browser ever runs, and that cannot be left
// out by tree shaking: handlers for test runs, React Native and Chrome before 111,
// the JSON Schema output of zod, and its sentences about what is invalid, which no page
// shows: issues carry their codes. They were a tenth of all script.
const NEVER_RUN = [
  /mediasoup-client\/lib\/handlers\/(FakeHandler|ReactNative106|Chrome74)\.js$/,
  /mediasoup-client\/lib\/test\/fakeParameters\.js$/,
  /zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/,
  /zod\/v4\/locales\/en\.js$/,
  // Writes parsers for `new Function`, which client/strict-parsing.ts forbids.
  /zod\/v4\/core\/doc\.js$/,
]

/** Replaces every export of those modules by a function that does nothing. */
function leaveOut(): Plugin {
  return {
    name: 'leave-out',
    apply: 'build',
    transform(code, id) {
      if (!NEVER_RUN.some((pattern) => pattern.test(id))) return null
      const esm = [...code.matchAll(/^export (?:const|function|class) (\w+)/gm)].map(([, name]) => name)
      const cjs = [...code.matchAll(/^exports\.(\w+) = /gm)].map(([, name]) => name)
      const isDefault = /^export default /m.test(code)
      const lines = [
        ...(isDefault ? ['export default () => undefined'] : []),
        ...esm.map((name) => `export const ${name} = () => undefined`),
        ...cjs.map((name) => `exports.${name} = () => undefined`),
      ]
      return { code: lines.join('\n'), map: null }
    },
  }
}

/**
 * Puts a logger that says nothing in place of `debug`, which mediasoup-client uses for lines
 * that nobody sees: failures reach the page as errors.
 */
function silenceDebug(): Plugin {
  const id = '\0silent-debug'
  return {
    name: 'silence-debug',
    apply: 'build',
    enforce: 'pre',
    resolveId: (source) => (source === 'debug' ? id : null),
    load: (loaded) =>
      loaded === id ? 'export default () => Object.assign(() => undefined, { enabled: false })' : null,
  }
}

/**
 * Leaves out the server's sentences about its refusals: the pages have their own in each language,
 * for every code (client/i18n/texts.test.ts).
 */
function leaveOutSentences(): Plugin {
  return {
    name: 'leave-out-sentences',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/protocol/errors.ts')) return null
      return { code: code.replace(/^( {2}\w+:)\s+'[^']*',$/gm, "$1 '',"), map: null }
    },
  }
}

/**
 * Leaves out schemas of messages that the client never parses. To the bundler building one looks
 * like a side effect, so it would keep all of a module of which the client needs one constant.
 */
function leaveOutSchemas(): Plugin {
  return {
    name: 'leave-out-schemas',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/protocol\/[\w-]+\.ts$/.test(id)) return null
      const marked = code.replace(/(?<![-\w$.'"/])z\.(?=[a-z]\w*\()/gi, '/* @__PURE__ */ z.')
      return { code: marked, map: null, moduleSideEffects: false }
    },
  }
}

/** Builds the client into `client/dist`, which the server serves as it is. */
export default defineConfig({
  root: 'client',
  // The server places the page, and with it all files, below whatever path it is read.
  base: './',
  plugins: [react(), leaveOut(), silenceDebug(), leaveOutSentences(), leaveOutSchemas(), embedScript()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The first versions with `light-dark()`, popovers and stable WebRTC in all engines.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // A data: URL would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/socket.io': { target: server, ws: true },
      '/api': server,
      '/auth': server,
    },
  },
})
