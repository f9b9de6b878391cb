// What `npm start` and `npm test` run first: from a bare checkout to everything they
// need, and in well under a second when that is there already.
//
//   node scripts/bootstrap.mjs start|test|faults|container|network
//
// It must run before anything is installed, so it has no dependencies and no TypeScript.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { installTestPrograms } from './bootstrap/browser.mjs'
import { installCertificateAuthority } from './bootstrap/certificate-authority.mjs'
import { installFirefox } from './bootstrap/firefox.mjs'
import { installPrometheus } from './bootstrap/prometheus.mjs'
import { installFaultPrograms } from './bootstrap/fault-programs.mjs'
import { installNetworkPrograms } from './bootstrap/network-programs.mjs'
import { buildClient } from './bootstrap/client-build.mjs'
import { installContainerPrograms, installServicePrograms } from './bootstrap/service-programs.mjs'
import { installDependencies } from './bootstrap/dependencies.mjs'
import { handleSignals, runCleanups } from './bootstrap/interruption.mjs'
import { checkSystem, readSystem } from './bootstrap/platform.mjs'
import { createProgress } from './bootstrap/progress.mjs'
import { buildServer } from './bootstrap/server-build.mjs'
import { SetupError } from './bootstrap/setup-error.mjs'
import { installWorker } from './worker/install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const progress = createProgress()
const PURPOSES = ['start', 'test', 'faults', 'container', 'network']

async function bootstrap(purpose) {
  if (!PURPOSES.includes(purpose)) {
    throw new SetupError(
      'Say what to prepare for: run `npm start`, `npm test`, `npm run faults` or `npm run test:network`.',
    )
  }
  const system = readSystem()
  const setup = { root, system, progress, env: process.env }
  checkSystem(system)
  await installDependencies(setup)
  // What fails fast comes before the worker, whose build may take minutes.
  if (purpose === 'container') await installContainerPrograms(setup)
  if (purpose === 'test' || purpose === 'faults') await installTestPrograms(setup)
  if (purpose === 'test') await installFirefox(setup)
  if (purpose === 'test') await installPrometheus(setup)
  if (purpose === 'test') await installServicePrograms(setup)
  if (purpose === 'test') await installCertificateAuthority(setup)
  if (purpose === 'faults') await installFaultPrograms(setup)
  if (purpose === 'network') await installNetworkPrograms(setup)
  await buildClient(setup)
  await buildServer(setup)
  await installWorker(setup)
}

function explain(error) {
  if (!(error instanceof SetupError))
    return [error.stack, 'The set-up failed unexpectedly; please report the lines above.']
  return [...error.details, error.message]
}

handleSignals(progress.note)
try {
  await bootstrap(process.argv[2])
} catch (error) {
  runCleanups()
  explain(error).forEach((line) => progress.note(line))
  process.exitCode = 1
}
