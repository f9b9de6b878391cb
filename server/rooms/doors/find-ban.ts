import type { StoredBan } from '../ports/policy-store.ts'
import type { PersonMarks } from '../seats/person-marks.ts'

/**
 * The ban that is meant for somebody who comes; undefined when none is. A ban that knows an account or a browser says
 * nothing of others behind the same address.
 */
export function findBan(bans: readonly StoredBan[], marks: PersonMarks): StoredBan | undefined {
  return bans.find(
    ({ account, device, address }) =>
      (account !== undefined && account === marks.account) ||
      (device !== undefined && device === marks.device) ||
      (account === undefined && device === undefined && address === marks.address),
  )
}
