export function findAuthorityProgram(name: string, env?: NodeJS.ProcessEnv): string | undefined
