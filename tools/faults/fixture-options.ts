/** What a scenario needs besides a server and two browsers. */
export interface FixtureOptions {
  /** Media goes through the relay. Default false. */
  relay?: boolean
  /** Ada's signaling goes through the cable. Default false. */
  cable?: boolean
  /** Cameras have 720 lines instead of 360, and windows room for them. Default false. */
  largeVideo?: boolean
  /** Media workers. Default 1. */
  workers?: number
  /** The storage lies on a file system that can be filled. Default false. */
  tinyDisk?: boolean
  /** Seconds that meetings may go on after the server was asked to stop. Default 3. */
  drainSeconds?: number
}
