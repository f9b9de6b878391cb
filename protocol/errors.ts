/**
 * Every refusal that the server can send: a stable code for programs and a
 * sentence for people that says what to do. Codes never change their meaning.
 */
export const ERRORS = {
  bad_request: 'The request is malformed. Check its fields against docs/protocol.md.',
  unknown_request: 'The server does not know this request. Reload the page to get the current client.',
  protocol_mismatch: 'This page is older or newer than the server. Reload it.',
  origin_refused:
    'The address of this server is set up wrong: it expects pages of another address. Tell whoever runs it; its log says what to change.',
  host_refused:
    'This server does not answer under this name. Open it by its address, or ask its operator to allow the name.',
  too_many_connections:
    'Too many connections come from your network. Close other meeting pages, or ask the operator to raise limits.connectionsPerAddress.',
  not_joined: 'Join a room before you send this request.',
  already_joined: 'This connection is in a room already. Leave it before you join another.',
  invalid_room_name: 'Room names are 1 to 64 letters, digits or hyphens, in any script. Choose another name.',
  invalid_display_name: 'Names are 1 to 64 visible characters. Enter another name.',
  room_full: 'This room is full. Try again when somebody has left.',
  server_full: 'This server is full. Try again later.',
  network_full:
    'Your network has as many rooms or seats here as one network may have. Leave one, or ask the operator to raise limits.addressShare.',
  server_draining: 'This server is about to restart. Try again in a minute.',
  not_found: 'The object does not exist or is not yours. It may have been closed already.',
  already_exists: 'You have one of these already. Close it before you create another.',
  screen_required: 'The sound of a screen goes with the screen alone. Share the screen first.',
  already_connected: 'This transport is connected already.',
  unsupported_media: 'The server cannot forward this media. Use Opus audio or VP8 video.',
  invalid_media_parameters: 'The RTP, DTLS or SCTP parameters are invalid. Reload the page.',
  media_unavailable: 'The media engine is restarting. The page tries again by itself.',
  text_too_long: 'The message is longer than 4,000 characters. Send it in parts.',
  empty_text: 'The message is empty. Write something first.',
  rate_limited: 'That was too fast. Wait a few seconds, then try again.',
  reads_too_slowly:
    'More is waiting for you than your line takes. The page comes back by itself; a faster network helps.',
  policy_refused:
    'This server forwards what is shown, not everything. Ask its operator for rooms.policy: everyone.',
  recipient_self: 'You cannot write privately to yourself. Choose somebody else.',
  recipient_gone: 'That person is no longer in the room.',
  not_allowed: 'Your role in this room does not allow that. Ask a host.',
  password_required: 'This room asks for a password. Enter it.',
  password_wrong: 'That is not the password of this room. Ask whoever invited you.',
  lobby_wait: 'A host of this room decides who comes in. Ask to be let in.',
  lobby_denied: 'A host of this room did not let you in.',
  lobby_full: 'Too many people wait for this room. Try again later.',
  host_absent: 'No host is in this room yet. The page lets you in once one is.',
  room_locked: 'This room is locked: nobody new comes in. Ask whoever invited you.',
  room_closed: 'This room is not open at this time.',
  room_reserved: 'This name is reserved. Choose another one.',
  room_owned: 'This room belongs to somebody. Choose another name, or ask for an invitation.',
  invitation_invalid: 'This invitation is not good any more. Ask for a new one.',
  token_invalid:
    'The link that brought you here is not good any more. Open the meeting again from where you came.',
  login_required: 'This room needs an account. Sign in.',
  removed: 'A host has removed you from this room.',
  moved: 'You were moved to another room.',
  banned: 'A host does not let you into this room any more.',
  room_ended: 'A host has ended this meeting for all.',
  target_gone: 'That person is no longer in the room.',
  seat_taken: 'This seat was opened in another window. Continue there or join again.',
  check_busy: 'Other checks are under way. Try again in a minute.',
  check_over: 'The check took too long or sent too much. Start it again.',
  internal: 'The server failed to answer. Try again; if it stays, tell its operator.',
} as const

/** Stable, program-readable reason of a refusal. */
export type ErrorCode = keyof typeof ERRORS

/** All codes, for schemas and documentation. */
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

/** What travels to the client when a request is refused. */
export interface WireError {
  code: ErrorCode
  message: string
}

/**
 * A refusal that may be shown to the client as it is.
 *
 * @param code - stable reason
 * @param detail - sentence that replaces the default one of the code
 */
export class ProtocolError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? ERRORS[code], options)
    this.name = 'ProtocolError'
    this.code = code
  }
}
