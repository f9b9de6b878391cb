import type { Finding } from '../../server/doctor/finding.ts'
import { shellWord } from '../../server/doctor/finding.ts'

/**
 * Completes lines that start the server by the flags that it is started with anyway, so that whoever types them loses
 * none. A flag that the line itself gives takes the place of the former one.
 *
 * @param serverArguments - those of the running server, or of this command
 */
export function withArguments(findings: readonly Finding[], serverArguments: readonly string[]): Finding[] {
  return findings.map((finding) =>
    finding.fix ? { ...finding, fix: finding.fix.map((line) => complete(line, serverArguments)) } : finding,
  )
}

function complete(line: string, serverArguments: readonly string[]): string {
  const [, start, flag, value = ''] = /^(.*\bnpm start)(?: -- (--[\w-]+) (.+))?$/.exec(line) ?? []
  if (start === undefined) return line
  const kept = flag === undefined ? serverArguments : without(serverArguments, flag)
  const words = [...kept.map(shellWord), ...(flag === undefined ? [] : [flag, value])]
  return words.length > 0 ? `${start} -- ${words.join(' ')}` : start
}

/** All flags of the server have a value, after a space or after "=". */
function without(serverArguments: readonly string[], flag: string): string[] {
  return serverArguments.filter(
    (argument, index) =>
      argument !== flag && serverArguments[index - 1] !== flag && !argument.startsWith(`${flag}=`),
  )
}
