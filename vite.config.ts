import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Where `npm run dev` finds a running server; the pages themselves come from Vite.
const server = process.env.PLENARY_DEV_SERVER ?? 'http://127.0.0.1:3000'

/** Builds the client into `client/dist`, which the server serves as it is. */
export default defineConfig({
  root: 'client',
  plugins: [react()],
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
