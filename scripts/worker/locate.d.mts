export const WORKER_NAME: string
export function findMediasoup(root: string): {
  folder: string
  version: string
  repositoryUrl: string
  placedBin: string
}
export function findGivenWorker(env: NodeJS.ProcessEnv): string | undefined
export function startsHere(bin: string): boolean
