export function findFirefox(env?: NodeJS.ProcessEnv, platform?: string): string | undefined
