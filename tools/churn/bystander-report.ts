/** Room in which a bystander sits. */
export const BYSTANDERS = 'bystanders'

/** What a bystander tells when it is asked. */
export interface BystanderReport {
  /** Milliseconds until each answer, since the last report. */
  pings: number[]
  /** Whether it still has its seat, and all that it asked was answered. */
  isWell: boolean
}
