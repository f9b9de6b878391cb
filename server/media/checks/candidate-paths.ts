import type { CheckPath, TransportOptions } from '../../../protocol/index.ts'

type Candidate = TransportOptions['iceCandidates'][number]

/** The way that a candidate of the server is; TCP on another port than that of the worker is that of the pages. */
function pathOf({ protocol, port }: Candidate, mediaPort: number): CheckPath {
  if (protocol === 'udp') return 'udp'
  return port === mediaPort ? 'tcp' : 'pages-port'
}

/** The ways that candidates name, each once. */
export function offeredPaths(candidates: readonly Candidate[], mediaPort: number): CheckPath[] {
  return [...new Set(candidates.map((candidate) => pathOf(candidate, mediaPort)))]
}

/**
 * The candidates of one way. A relay of the client may reach the server at any of them, and which of them are relayed is
 * for the client to say.
 */
export function candidatesOf(
  candidates: readonly Candidate[],
  path: CheckPath,
  mediaPort: number,
): Candidate[] {
  if (path === 'any' || path === 'relay') return [...candidates]
  return candidates.filter((candidate) => pathOf(candidate, mediaPort) === path)
}
