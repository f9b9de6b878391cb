import type { RosterFound, RosterLook, SeatMemory, View } from '../../../protocol/index.ts'
import type { DoorActions } from './door-state.ts'
import type { CaptureResolution, DeviceKind } from './state.ts'

/**
 * All that the interface can ask of a session. No action throws for something
 * that a person can meet: the outcome shows in the state. Those that return a
 * promise settle when the outcome is known.
 */
export interface MeetingActions extends DoorActions {
  /**
   * Connects, loads the media engine and asks who is inside. Phase becomes `prejoin`.
   *
   * @param isNew - the person has just made this room, so that it becomes the own one
   */
  openRoom(room: string, isNew?: boolean): Promise<void>
  /** Opens camera and microphone as remembered. Failures show as problems in `local`. */
  startPreview(): Promise<void>
  /**
   * Takes a seat. Phase becomes `meeting`, `waiting` where a host decides, or `prejoin` again with a failure.
   *
   * @param password - that of the room, where it asks for one
   */
  join(name: string, password?: string): Promise<void>
  /** Takes a seat of its own although another tab of this browser holds one. */
  joinAsAnother(name: string): Promise<void>
  /** Gives the seat up, stops all capture. Phase becomes `left`. */
  leave(): Promise<void>
  /** Changes the own name; false when the server refuses or does not answer, which changes nothing. */
  rename(name: string): Promise<boolean>
  setHand(raised: boolean): Promise<void>

  setMicrophone(on: boolean): Promise<void>
  setCamera(on: boolean): Promise<void>
  /** Changes between front and rear camera, else to the next camera in the list. */
  flipCamera(): Promise<void>
  selectDevice(kind: DeviceKind, deviceId: string): Promise<void>
  setResolution(resolution: CaptureResolution): Promise<void>
  /** Asks what to share and shares it, tab or system audio included where offered. */
  startScreenShare(): Promise<void>
  stopScreenShare(): Promise<void>

  /** Sends a chat message to everybody, or to one participant. */
  sendChat(text: string, to?: string): void
  retryChat(clientId: string): void
  discardChat(clientId: string): void

  /** Says what is on the screen. Calls in quick succession are merged. */
  setView(view: View): void
  /** Says which part of a large room's list is looked at; it then stands in `windows`. Merged likewise. */
  look(look: RosterLook): void
  /** Finds others by name in a large room; undefined when the server does not answer. */
  findPeople(search: string): Promise<RosterFound['participants'] | undefined>
  /** Keeps with the seat what a later page wants to find again. Calls in quick succession are merged. */
  remember(memory: SeatMemory): void
}

export type { LevelListener, TrackStats } from '../../media/media-types.ts'
