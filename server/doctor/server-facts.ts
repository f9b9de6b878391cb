import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '../config/schema.ts'

const addressList = z.array(z.string().max(300)).max(64)

const usedSettingsSchema = z.object({
  listen: z.object({
    host: z.string(),
    port: z.number(),
    announce: addressList,
    stun: addressList,
    publicUrl: z.string().optional(),
    trustProxy: z.union([z.literal(false), addressList]),
    acme: z.object({ httpPort: z.number() }),
    tls: z.object({ mode: z.string(), certFile: z.string().optional(), keyFile: z.string().optional() }),
  }),
  media: z.object({
    port: z.number(),
    workers: z.union([z.literal('auto'), z.number()]),
    socketBufferBytes: z.number(),
  }),
  storage: z.object({ file: z.string() }),
})

/** The settings that the checks are about. None of them is a secret. */
export type UsedSettings = z.infer<typeof usedSettingsSchema>

/** What a running server says of itself over its control socket. */
export const serverFactsSchema = z.object({
  version: z.string(),
  pid: z.number(),
  folder: z.string(),
  /** The flags of its start. */
  flags: z.array(z.string().max(4096)).max(64),
  settings: usedSettingsSchema,
  /** Names settings that are equal by the same text, and tells none. */
  digest: z.string(),
  localUrl: z.string(),
  url: z.string(),
  bound: addressList,
  announced: addressList,
  workers: z.array(z.object({ id: z.string(), pid: z.number(), port: z.number() })).max(64),
  descriptors: z.object({ open: z.number(), limit: z.number().nullable() }).nullable(),
  storage: z.object({ lasting: z.boolean(), writesBehind: z.number() }),
})

/** What a running server says of itself. */
export type ServerFacts = z.infer<typeof serverFactsSchema>

/** The settings of a server that the checks look at, and no others. */
export function usedSettings({ listen, media, storage }: Config): UsedSettings {
  const { host, port, announce, stun, publicUrl, trustProxy, tls, acme } = listen
  return {
    listen: {
      ...{ host, port, announce, stun, trustProxy },
      ...(publicUrl === undefined ? {} : { publicUrl }),
      acme: { httpPort: acme.httpPort },
      tls: {
        mode: tls.mode,
        ...(tls.certFile === undefined ? {} : { certFile: tls.certFile }),
        ...(tls.keyFile === undefined ? {} : { keyFile: tls.keyFile }),
      },
    },
    media: { port: media.port, workers: media.workers, socketBufferBytes: media.socketBufferBytes },
    storage: { file: storage.file },
  }
}

/** A text that is the same for equal settings; nothing can be read from it. */
export function settingsDigest(settings: UsedSettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16)
}

/** The TCP port in an address of pages, also where the address leaves it out. */
export function pagePort(address: string): number {
  const { port, protocol } = new URL(address)
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}
