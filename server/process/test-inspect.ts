import type { InspectActions } from './control.ts'

/** A server of which nothing is known. */
export const inspectNothing: InspectActions = {
  facts: () => ({ pid: 1 }),
  probe: async () => await Promise.reject(new Error('no worker runs')),
  expect: () => undefined,
  take: (nonce) => ({ nonce }),
}
