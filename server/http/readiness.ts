/** Whether the server takes new people: it does only when `ready`. */
export type Readiness = 'starting' | 'ready' | 'draining'
