export const WORKER_NAME: string
