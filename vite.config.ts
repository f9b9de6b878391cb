import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

// Where `npm run dev` finds a running server; the pages themselves come from Vite.
const server = process.env.PLENARY_DEV_SERVER ?? 'http://127.0.0.1:3000'

// Parts of libraries that no supported browser ever runs, and that cannot be left
// out by tree shaking: handlers for test runs, React Native and Chrome before 111,
// and the JSON Schema output of zod. They were a tenth of all script.
const NEVER_RUN = [
  /mediasoup-client\/lib\/handlers\/(FakeHandler|ReactNative106|Chrome74)\.js$/,
  /mediasoup-client\/lib\/test\/fakeParameters\.js$/,
  /zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/,
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
      const lines = [
        ...esm.map((name) => `export const ${name} = () => undefined`),
        ...cjs.map((name) => `exports.${name} = () => undefined`),
      ]
      return { code: lines.join('\n'), map: null }
    },
  }
}

/** Builds the client into `client/dist`, which the server serves as it is. */
export default defineConfig({
  root: 'client',
  // The server places the page, and with it all files, below whatever path it is read.
  base: './',
  plugins: [react(), leaveOut()],
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
    },
  },
})
