// `npm run install-service`: makes Plenary a service of systemd, or prints the unit for it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { loadConfig } from '../server/config/load.ts'
import { runScript } from './backup/run-script.ts'
import { requireReach } from './service/reach.ts'
import { installService, uninstallService, type ServicePlace } from './service/steps.ts'
import { unitText } from './service/unit.ts'

const USAGE = `npm run install-service -- [--print | --uninstall] [--name plenary] [--no-low-ports]

  --print         only prints the systemd unit
  --uninstall     stops and removes the service; what it kept and its settings stay
  --name          name of the unit, its user and its folders, for a second server on this machine
  --no-low-ports  may not listen on ports below 1024, such as 443
  --root          writes the files below this folder and starts nothing, for packages

Run it as root. Settings are in /etc/plenary/plenary.yaml, what the server keeps is in /var/lib/plenary.
`
const DEADLINE_SECONDS = 120
const FIRST_SETTINGS = `# Settings of this server; docs/configuration.md lists them all.
# After a change: systemctl restart NAME
shutdown:
  # How long meetings may go on when the service is stopped, in seconds.
  deadlineSeconds: ${DEADLINE_SECONDS}
`
// What the set-up made must be for others too, whatever mask root had.
const NEEDED = [
  ...['server', 'client/dist/index.html', 'node_modules/zod/package.json'],
  'node_modules/mediasoup/worker/out/Release/mediasoup-worker',
]
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** How the server is started here: by the script of a release, or as \`npm start\` does. */
function startCommand(settings: string): string[] {
  const launcher = join(ROOT, 'plenary')
  const own = existsSync(launcher)
    ? [launcher]
    : [
        process.execPath,
        '--max-semi-space-size=4',
        '--import',
        join(ROOT, 'scripts/compiled.mjs'),
        join(ROOT, 'server/main.ts'),
      ]
  return [...own, '--config', settings]
}

/** @throws {ConfigError} when the server could not start with its settings */
function readDeadline(settings: string): number {
  if (!existsSync(settings)) return DEADLINE_SECONDS
  const readFile = (path: string): string => readFileSync(path, 'utf8')
  const loaded = loadConfig({ argv: ['--config', settings], env: {}, readFile })
  return loaded.action === 'run' ? loaded.config.shutdown.deadlineSeconds : DEADLINE_SECONDS
}

function run(command: string, ...args: string[]): void {
  if (command === 'systemctl' && args[0] === 'restart') {
    process.stdout.write('Starting; if it runs already, its meetings come to their end first.\n')
  }
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (status === 0) return
  const reason = error ? `: ${error.message}` : ''
  const hint = command === 'systemctl' ? ` See why: journalctl -e -u ${args.at(-1) ?? ''}` : ''
  throw new Error(`\`${[command, ...args].join(' ')}\` failed${reason}.${hint}`)
}

function main(): string {
  const { values } = parseArgs({
    options: {
      print: { type: 'boolean' },
      uninstall: { type: 'boolean' },
      name: { type: 'string', default: 'plenary' },
      'no-low-ports': { type: 'boolean' },
      root: { type: 'string', default: '/' },
      help: { type: 'boolean' },
    },
  })
  const { name, root } = values
  if (values.help === true) return USAGE.trimEnd()
  // A name of a user, and of files: useradd(8).
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name))
    throw new Error(`"${name}" is no name for a service. Try plenary-2.`)
  const settings = `/etc/${name}/plenary.yaml`
  const unit = (): string =>
    unitText({
      name,
      command: startCommand(settings),
      deadlineSeconds: readDeadline(join(root, settings)),
      lowPorts: values['no-low-ports'] !== true,
      documentation: pathToFileURL(join(ROOT, 'docs/service.md')).href.replaceAll('%', '%%'),
    })
  if (values.print === true) return unit().trimEnd()
  const place: ServicePlace = { name, root, run }
  requireSystemd(place)
  if (values.uninstall === true) return uninstallService(place)
  if (root === '/')
    for (const path of [process.execPath, ...NEEDED.map((name) => join(ROOT, name))]) requireReach(path)
  return installService(place, { unit: unit(), settings: FIRST_SETTINGS.replace('NAME', name) })
}

function requireSystemd({ root }: ServicePlace): void {
  if (root !== '/') return
  if (process.geteuid?.() !== 0) throw new Error('Only root may install a service: run it with sudo.')
  if (existsSync('/run/systemd/system')) return
  throw new Error(
    'This machine does not run systemd. Print the unit with --print, or start the server otherwise: npm start.',
  )
}

await runScript(main)
