/**
 * Upper bounds that both sides know. They protect the server from a hostile
 * client, so no configuration can raise them.
 */

/** Longest room name, in code points. */
export const ROOM_NAME_MAX = 64
/** Longest display name as it was typed, in UTF-16 code units. */
export const DISPLAY_NAME_MAX = 64
/** Longest chat message, in UTF-16 code units. */
export const CHAT_TEXT_MAX = 4000
/** Largest signaling message that is read at all, in bytes; a larger one ends the connection. */
export const SIGNALING_MESSAGE_MAX = 65_536
/** Largest signaling message of a connection that has not joined yet, in bytes. */
export const SIGNALING_MESSAGE_BEFORE_JOIN_MAX = 16_384
/** Largest data channel message that the server reads, in bytes. */
export const DATA_MESSAGE_MAX = 65_536
/** Most tiles that one view may name. */
export const VIEW_TILES_MAX = 49
/** Most participants that one view may pin. */
export const VIEW_PINS_MAX = 9
/** Largest tile edge that a view may report, in device pixels. */
export const TILE_PIXELS_MAX = 8192
/** Most people in a room of which everybody is told of everybody; in a larger one of those who matter. */
export const ROSTER_WHOLE_MAX = 32
/** A room in which not everybody is told of everybody does so again when no more than these are left. */
export const ROSTER_WHOLE_AGAIN = 24
/** Most places of a list of people that one window may have. */
export const ROSTER_WINDOW_MAX = 64
/** Largest place at which such a window may begin; no room has so many people. */
export const ROSTER_FROM_MAX = 65_535
/** Longest text that is searched for in names, in UTF-16 code units. */
export const ROSTER_SEARCH_MAX = 64
/** Most people that one search for names may find. */
export const ROSTER_FIND_MAX = 20
/** In a room of any size everybody is told of so many people with a raised hand, in the order in which they went up. */
export const PROMINENT_HANDS_MAX = 8
/** In a room of any size everybody is told of so many who share a screen: as many as a viewer can see. */
export const PROMINENT_SCREENS_MAX = 4
/** Most consumers that one acknowledgement may name. */
export const CONSUMER_BATCH_MAX = 512
/** Longest pause between two messages of the activity stream, in milliseconds. */
export const ACTIVITY_INTERVAL_MS = 700
/** Most consumers that a returning client may name as still open. */
export const KEPT_CONSUMERS_MAX = 192
/** Most own producers that a returning client may name as still open. */
export const KEPT_PRODUCERS_MAX = 16
/** Longest credential of any kind, in characters. */
export const TOKEN_MAX = 8192
/** Longest password of a room, in UTF-16 code units. */
export const PASSWORD_MAX = 128
/** Longest reason or message of a host to people who wait, in UTF-16 code units. */
export const LOBBY_TEXT_MAX = 300
/** Most people who wait that hosts are told of one by one. */
export const LOBBY_LISTED_MAX = 50
/** Most good invitations of a room. */
export const INVITATIONS_MAX = 50
/** Most people whom hosts show to everybody at a time. */
export const SPOTLIGHTS_MAX = 4
/** Most lines of the log of a meeting that one answer carries. */
export const LOG_LINES_MAX = 100
/** Longest countdown before a meeting ends for all, in seconds. */
export const ENDING_MAX_SECONDS = 300
