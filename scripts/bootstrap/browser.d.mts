export function findCommand(names: readonly string[], env?: NodeJS.ProcessEnv): string | undefined
export function findBrowser(env?: NodeJS.ProcessEnv, platform?: string): string | undefined
export function findVoice(env?: NodeJS.ProcessEnv): string | undefined
