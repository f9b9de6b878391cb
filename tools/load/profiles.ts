/** Defaults that make up one kind of meeting. */
export interface Profile {
  about: string
  participants: number
  /** Everybody publishes when absent. */
  publishers?: number
  publish: string
  /** Tiles on a page. */
  view: number
  speakers: number
  /** Seconds. */
  duration: number
  warmUp: number
  /** Seconds in which so many participants join. */
  over: (participants: number) => number
}

/** A kind of meeting that has a name. */
export type ProfileName = 'meeting' | 'webinar' | 'storm'

// Joins one after another, as people come to a meeting that begins.
const JOINS_PER_SECOND = 10

/** Every profile by its name. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  meeting: {
    about: 'everybody publishes and shows a page of nine',
    participants: 25,
    publish: 'audio,video',
    view: 9,
    speakers: 3,
    duration: 30,
    // Layers that nobody wants are switched off after three seconds.
    warmUp: 6,
    over: (participants) => participants / JOINS_PER_SECOND,
  },
  webinar: {
    about: 'one publishes, the others show that one',
    participants: 50,
    publishers: 1,
    publish: 'audio,video',
    view: 1,
    speakers: 1,
    duration: 30,
    warmUp: 6,
    over: (participants) => participants / JOINS_PER_SECOND,
  },
  storm: {
    about: 'as a meeting, and all join within five seconds',
    participants: 100,
    publish: 'audio,video',
    view: 9,
    speakers: 3,
    duration: 10,
    warmUp: 6,
    over: () => 5,
  },
}
