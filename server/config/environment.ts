import { nearest } from './nearest.ts'
import { newVariable } from './renamed.ts'
import { shownKey } from './secrets.ts'
import { settings } from './settings.ts'

/** `PLENARY_*` variables that are no settings of the server. */
export const OTHER_VARIABLES: Readonly<Record<string, string>> = {
  PLENARY_CONFIG: 'YAML file with settings, as `--config` names it.',
  PLENARY_CACHE_DIR:
    'Folder for what is built or generated once: the media worker, the self-signed certificate. ' +
    'Default: `$XDG_CACHE_HOME/plenary`, else `~/.cache/plenary`.',
  PLENARY_DEV_SERVER: 'Used by `npm run dev` alone: where the pages in development find the server.',
}

/** Settings that the environment gives. */
export interface ParsedEnvironment {
  configFile?: string
  /** Settings by path, as text. */
  values: Map<string, { variable: string; text: string }>
  /** One sentence for each mistake. */
  problems: string[]
}

/**
 * Reads the `PLENARY_*` variables. An empty one counts as not set, because
 * container files often pass variables on that nobody filled in.
 */
export function parseEnvironment(env: NodeJS.ProcessEnv): ParsedEnvironment {
  const result: ParsedEnvironment = { values: new Map(), problems: [] }
  const byVariable = new Map(settings.map(({ variable, path }) => [variable, path]))
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('PLENARY_') || text === undefined || text === '') continue
    const path = byVariable.get(variable)
    if (path !== undefined) result.values.set(path, { variable, text })
    else if (!(variable in OTHER_VARIABLES)) result.problems.push(unknownVariable(variable))
  }
  if (env.PLENARY_CONFIG) result.configFile = env.PLENARY_CONFIG
  return result
}

function unknownVariable(variable: string): string {
  const renamed = newVariable(variable)
  if (renamed !== undefined) return `${variable} is called ${renamed} now.`
  const variables = settings.map((setting) => setting.variable)
  const near = nearest(variable, [...variables, ...Object.keys(OTHER_VARIABLES)])
  const siblings = variables.filter((known) => known.startsWith(`PLENARY_${variable.split('_')[1] ?? ''}_`))
  const known = siblings.length > 0 ? `Known: ${siblings.join(', ')}.` : 'See docs/configuration.md.'
  const hint = near === undefined ? known : `Did you mean ${near}? ${known}`
  return `${shownKey(variable)} is not a known environment variable. ${hint}`
}
