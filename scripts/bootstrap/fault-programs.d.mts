export function findSystemCommand(name: string, env?: NodeJS.ProcessEnv): string | undefined
