let made: string | undefined

/** Somebody makes this room now: its page claims it. A room that was found or typed is never claimed like that. */
export function makeRoom(room: string): void {
  made = room
}

/** Whether the room was made a moment ago; true once. */
export function takeNewRoom(room: string): boolean {
  const isNew = made === room
  made = undefined
  return isNew
}
