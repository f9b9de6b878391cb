// Loaded before the server by `npm start`: runs what the set-up has compiled. Node.js can run
// the TypeScript as it is, but what compiles it then stays in memory, 30 MB of it.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { useCompiledModules } from './bootstrap/compiled-modules.mjs'

useCompiledModules(dirname(dirname(fileURLToPath(import.meta.url))))
