import { KIND_OF_SOURCE, type Source } from '../../../protocol/index.ts'
import type { TrackFormat } from '../ports/media-publisher.ts'

/** What every browser of the tests can decode. */
export const TEST_CODECS: ReadonlySet<string> = new Set(['audio/opus', 'video/vp8'])

/**
 * The form in which a browser of the tests sends a source.
 *
 * @param spatial - simulcast layers of a picture
 */
export function formatOf(source: Source, spatial = 1): TrackFormat {
  return KIND_OF_SOURCE[source] === 'audio'
    ? { codec: 'audio/opus', layers: { spatial: 1, temporal: 1 } }
    : { codec: 'video/vp8', layers: { spatial, temporal: 3 } }
}
