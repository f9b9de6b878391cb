import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { apiAccessPage } from './api-access.ts'
import { configurationPage } from './configuration.ts'
import { metricsPage } from './metrics.ts'
import { withPermissions } from './permissions.ts'
import { protocolPage } from './protocol.ts'
import { sampleFile } from './sample.ts'

/** A generated file: its path below the project's root, and its text. */
export interface GeneratedFile {
  path: string
  text: string
}

/** Everything that is generated from the code, formatted like all other files. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const sources: [string, string][] = [
    ['docs/configuration.md', configurationPage()],
    ['docs/protocol.md', protocolPage()],
    ['docs/metrics.md', metricsPage()],
    ['docs/api-access.md', apiAccessPage()],
    ['config/plenary.yaml', sampleFile()],
    ['SECURITY.md', withPermissions(await readFile(projectPath('SECURITY.md'), 'utf8'))],
  ]
  return Promise.all(
    sources.map(async ([path, source]) => {
      const filepath = projectPath(path)
      const options = await resolveConfig(filepath)
      return { path, text: await format(source, { ...options, filepath }) }
    }),
  )
}

/** The absolute path of a file of the project. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
