export function findPrometheus(env?: NodeJS.ProcessEnv): { prometheus: string; promtool: string } | undefined
