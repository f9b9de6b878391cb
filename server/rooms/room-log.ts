import type { Logger } from '../observability/logger.ts'
import { logDecisions } from './decision-log.ts'
import type { RoomEvents } from './ports/events.ts'

// A wrong address concerns everybody, who all try again and again: one line says it.
const REPEAT_MS = 10 * 60_000

/** Writes what happens in rooms to the log: one line for each change of life of a room or a seat. */
export function logRoomEvents(events: RoomEvents, logger: Logger): void {
  logDecisions(events, logger)
  const info = (room: string, details: object, text: string): void => logger.info({ room, ...details }, text)
  events.on('roomOpened', ({ room }) => info(room, {}, 'room opened'))
  events.on('roomClosed', ({ room }) => info(room, {}, 'room closed'))
  events.on('participantJoined', ({ room, participant }) =>
    info(room, { participant: participant.id, returning: false }, 'participant joined'),
  )
  events.on('participantReturned', ({ room, participantId }) =>
    info(room, { participant: participantId, returning: true }, 'participant joined'),
  )
  events.on('participantDisconnected', ({ room, participantId, pageClosed }) =>
    info(room, { participant: participantId, pageClosed }, 'participant disconnected'),
  )
  events.on('participantLeft', ({ room, participantId }) =>
    info(room, { participant: participantId }, 'participant left'),
  )
  events.on('participantStuck', ({ room, participantId }) =>
    logger.warn(
      { room, participant: participantId },
      'a participant does not read its chat; its media is ended',
    ),
  )
  logMissingPaths(events, logger)
  events.on('participantFlooded', ({ room, participantId }) =>
    logger.warn(
      { room, participant: participantId },
      'a participant floods its data channel; its media is ended',
    ),
  )
  events.on('mediaLost', ({ room, participantIds }) =>
    logger.warn(
      { room, affected: participantIds.length },
      'a media worker died; its participants join again',
    ),
  )
}

/** Says once in a while that media does not get through, to whom is in the debug level. */
function logMissingPaths(events: RoomEvents, logger: Logger): void {
  let toldAt = -Infinity
  events.on('mediaPathMissing', ({ room, participantId, addresses }) => {
    const details = { room, participant: participantId, addresses }
    const now = performance.now()
    if (now - toldAt < REPEAT_MS) {
      logger.debug(details, 'no media path to a participant')
      return
    }
    toldAt = now
    logger.warn(
      details,
      'no media path to a participant: it is connected, but nothing reaches these addresses. If nobody gets ' +
        'sound or video, listen.announce or a firewall is wrong; if only some do not, their networks block it',
    )
  })
}
