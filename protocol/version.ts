/**
 * Version of the signaling protocol. A client sends it in the handshake; the
 * server refuses a client whose version it does not speak, because a silent
 * mismatch loses messages. Raise it with every incompatible change.
 */
export const PROTOCOL_VERSION = 5
