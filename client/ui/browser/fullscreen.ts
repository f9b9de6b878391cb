/** Lets an element fill the screen, or ends that. */
export function toggleFullscreen(element: HTMLElement | null): void {
  // iPhones have no fullscreen for elements; a refusal changes nothing.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
  else void element?.requestFullscreen?.().catch(() => undefined)
}
