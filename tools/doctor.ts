import { checkAddresses } from './doctor/check-addresses.ts'
import { checkCertificate } from './doctor/check-certificate.ts'
import { checkFirewall } from './doctor/check-firewall.ts'
import { checkMachine, checkWorker } from './doctor/check-machine.ts'
import { checkMedia } from './doctor/check-media.ts'
import { checkPorts } from './doctor/check-ports.ts'
import { checkProxy } from './doctor/check-proxy.ts'
import { checkStorage } from './doctor/check-storage.ts'
import { parseOptions, USAGE, type DoctorOptions } from './doctor/options.ts'
import { countLevels, reportJson, reportLines } from './doctor/report.ts'
import { runChecks, type Check } from './doctor/run-checks.ts'
import { withArguments } from './doctor/start-line.ts'
import { findSubject } from './doctor/subject.ts'
import { messageOf } from './harness/error-message.ts'

/**
 * Looks at an installation and says what to type where something is wrong:
 *
 *   npm run doctor -- --json
 *
 * Progress goes to standard error, what was found to standard output.
 */

const EXIT_ERRORS = 1
const EXIT_BAD_OPTIONS = 2

const CHECKS: readonly Check[] = [
  { name: 'machine', run: checkMachine },
  { name: 'media worker', run: checkWorker },
  { name: 'storage', run: checkStorage },
  { name: 'ports', run: checkPorts },
  { name: 'firewall', run: checkFirewall },
  { name: 'addresses', run: checkAddresses },
  { name: 'certificate', run: checkCertificate },
  { name: 'public address', run: checkProxy },
  { name: 'media path', run: checkMedia },
]

async function examine(options: DoctorOptions): Promise<void> {
  const { subject, findings } = await findSubject(options)
  // Whoever reads JSON waits for the end.
  const isShown = !options.json && process.stderr.isTTY
  const found = subject ? await runChecks(CHECKS, subject, isShown ? process.stderr : undefined) : []
  const all = withArguments([...findings, ...found], subject?.facts?.flags ?? options.serverArguments)
  const isColoured = process.stdout.isTTY && process.env.NO_COLOR === undefined
  const text = options.json ? reportJson(all) : reportLines(all, isColoured).join('\n')
  const code = countLevels(all).error > 0 ? EXIT_ERRORS : 0
  // The library of the call has threads, which would keep the process alive.
  process.stdout.write(`${text}\n`, () => process.exit(code))
}

let options: DoctorOptions | undefined
try {
  options = parseOptions(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = EXIT_BAD_OPTIONS
}
if (options?.help) process.stdout.write(USAGE)
else if (options) await examine(options)
