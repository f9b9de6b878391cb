import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { generatedFiles, projectPath } from './docs/pages.ts'

/**
 * Writes what follows from the code: docs/configuration.md, docs/protocol.md, docs/metrics.md,
 * docs/api-access.md and config/plenary.yaml. With `--check` it writes nothing and ends with code 1
 * when a file is out of date.
 */
const isCheck = process.argv.includes('--check')

for (const { path, text } of await generatedFiles()) {
  const file = projectPath(path)
  const present = await readFile(file, 'utf8').catch(() => undefined)
  if (present === text) continue
  if (isCheck) {
    console.error(`${path} is out of date. Run "npm run docs".`)
    process.exitCode = 1
    continue
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(`${path} written`)
}
