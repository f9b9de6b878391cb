/** Minutes and seconds until something happens, as `1:05`; never less than nothing. */
export function timeLeft(at: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((at - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
