import { UnsupportedError } from 'mediasoup/errors'
import { ProtocolError } from '../../../protocol/index.ts'

/**
 * Runs a call into mediasoup with parameters that came from a client, and turns
 * what it throws into a refusal.
 *
 * @throws {ProtocolError} `unsupported_media` when mediasoup cannot forward it,
 *   `invalid_media_parameters` when it finds the parameters wrong
 */
export async function mapMediasoupErrors<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    if (error instanceof UnsupportedError || /unsupported|no compatible/i.test(String(error))) {
      throw new ProtocolError('unsupported_media', undefined, { cause: error })
    }
    throw new ProtocolError('invalid_media_parameters', undefined, { cause: error })
  }
}
