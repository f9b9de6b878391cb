// What `npm run check` looks at before it runs any test: format, lint, import rules, dead
// code, types. Each of these programs uses one core, so that they run side by side.
import { availableParallelism } from 'node:os'
import { handleSignals } from './bootstrap/interruption.mjs'
import { runSideBySide } from './side-by-side.mjs'

const script = (title, name) => ({ title, command: 'npm', args: ['run', '--silent', name] })

// The longest first: the others fit beside it.
const CHECKS = [
  script('Lint', 'lint:code'),
  script('Types', 'typecheck'),
  script('Format', 'format:check'),
  script('Import rules', 'lint:imports'),
  script('Dead code', 'lint:unused'),
]

const note = (line) => process.stdout.write(`${line}\n`)
handleSignals(() => undefined)
const failed = await runSideBySide(CHECKS, { lanes: Math.max(2, availableParallelism()), note })
if (failed.length > 0) {
  note(`Failed: ${failed.join(', ')}`)
  process.exitCode = 1
}
