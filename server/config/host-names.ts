import { z } from 'zod'

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i
// Something like 300.1.1.1 or 10.0.0 would pass as a host name and fail much later.
const LOOKS_LIKE_IP = /^[\d.]+$/

/** Whether a text is a host name of letters, digits, `-` and dots. */
export function isHostName(value: string): boolean {
  return HOST_NAME.test(value) && !LOOKS_LIKE_IP.test(value)
}

/** A host name without a port. */
export const hostNameSchema = z
  .string()
  .refine(isHostName)
  .meta({ allowed: 'a host name such as meet.example.org, without a port' })
