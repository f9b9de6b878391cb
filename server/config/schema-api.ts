import { z } from 'zod'

/** The interface for programs of the operator. */
export const apiSchema = z
  .strictObject({
    keysFile: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe(
        'Where the hashes of API keys are kept; `api-keys.json` beside the storage by default. `npm run api-key` ' +
          'changes it while the server runs. Without a key in it there is no API.',
      ),
    requestsPerSecond: z
      .number()
      .min(0.1)
      .max(10_000)
      .default(20)
      .describe('Requests that one API key may make for long, per second.'),
    requestBurst: z
      .int()
      .min(1)
      .max(100_000)
      .default(100)
      .describe('Requests that one API key may make at once, after a pause.'),
    failuresPerMinute: z
      .number()
      .min(1)
      .max(10_000)
      .default(20)
      .describe(
        'Requests with a wrong API key, or none, that one address may make, per minute; more are refused shortly. ' +
          'Good keys of the same address go on working.',
      ),
  })
  .describe('The interface for programs, docs/api.md.')
