import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { ConfigError, loadConfig } from '../../server/config/load.ts'
import type { Config } from '../../server/config/schema.ts'
import type { Interfaces } from '../../server/config/addresses.ts'
import { ok, problem, type Finding } from '../../server/doctor/finding.ts'
import {
  serverFactsSchema,
  settingsDigest,
  usedSettings,
  type ServerFacts,
  type UsedSettings,
} from '../../server/doctor/server-facts.ts'
import { askControl } from '../../server/process/control-client.ts'
import { controlFile } from '../../server/process/control.ts'
import type { DoctorOptions } from './options.ts'

/** What is looked at: an installation, and the server that runs there, if one does. */
export interface Subject {
  /** Those of the running server, or else those that one would start with. */
  readonly settings: UsedSettings
  readonly facts: ServerFacts | undefined
  readonly interfaces: Interfaces
  readonly participants: number
  /** Asks the running server; fails without one. */
  readonly ask: (command: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>
}

/**
 * Reads the settings as the server does, and asks the server that runs with their storage.
 *
 * @returns the subject, unless the settings are so wrong that nothing can be looked at; and what was found so far
 */
export async function findSubject(
  options: DoctorOptions,
): Promise<{ subject: Subject | undefined; findings: Finding[] }> {
  const config = readConfig(options.serverArguments)
  if (Array.isArray(config)) return { subject: undefined, findings: config }
  const settings = usedSettings(config)
  const file = controlFile(settings.storage.file)
  const { facts, findings } = await askFacts(file)
  const ask: Subject['ask'] = async (command) => {
    const answer = file === undefined || !facts ? undefined : await askControl(file, command)
    if (!answer) throw new Error('No server answers any more.')
    if (typeof answer.error === 'string') throw new Error(answer.error)
    return answer
  }
  const { participants } = options
  const shared = { facts, interfaces: networkInterfaces(), participants, ask }
  return {
    subject: { ...shared, settings: facts?.settings ?? settings },
    findings: [...compare(settings, facts), ...findings],
  }
}

function readConfig(argv: readonly string[]): Config | Finding[] {
  try {
    const result = loadConfig({ argv, env: process.env, readFile: (path) => readFileSync(path, 'utf8') })
    if (result.action === 'run') return result.config
    return [problem('settings.invalid', 'error', 'The flags ask for a text and not for a server.')]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((line) =>
      problem('settings.invalid', 'error', line, ['less docs/configuration.md']),
    )
  }
}

async function askFacts(
  file: string | undefined,
): Promise<{ facts: ServerFacts | undefined; findings: Finding[] }> {
  if (file === undefined) {
    const what = 'Without storage a server has no control socket, so it cannot be asked.'
    return { facts: undefined, findings: [problem('server.absent', 'note', what)] }
  }
  try {
    const answer = await askControl(file, { command: 'facts' })
    if (!answer) {
      const what = existsSync(file) ? `Nobody answers at ${file}.` : `No server runs with ${file}.`
      return { facts: undefined, findings: [problem('server.absent', 'note', what, ['npm start'])] }
    }
    const facts = serverFactsSchema.safeParse(answer)
    if (!facts.success) throw new Error('The server that runs is of another version than this command.')
    const { pid, version, url } = facts.data
    return {
      facts: facts.data,
      findings: [ok('server', `Plenary ${version} runs at ${url} (process ${pid}).`)],
    }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    return {
      facts: undefined,
      findings: [problem('server.mute', 'error', what, ['npm run drain', 'npm start'])],
    }
  }
}

function compare(settings: UsedSettings, facts: ServerFacts | undefined): Finding[] {
  if (!facts || facts.digest === settingsDigest(settings))
    return [ok('settings', 'The settings are in order.')]
  const what =
    'The running server was started with other settings than those of this command; its own are checked.'
  return [problem('settings.other', 'note', what)]
}
