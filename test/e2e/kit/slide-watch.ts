/// <reference lib="dom" />

/** When a slide was seen, in milliseconds since 1970. */
export interface Sighting {
  firstAt: number
  /** Pictures of it that came. */
  frames: number
}

export interface SlideWatch {
  sighting(slide: number): Sighting | null
  /** How much the picture of a slide at a moment resembles a PNG in base64, 0 to 1. */
  compare(slide: number, at: number, picture: string): Promise<number>
}

declare global {
  interface Window {
    slideWatch: SlideWatch
  }
}

/**
 * Runs in the page of a viewer: reads from every picture of a tile which slide it shows, and
 * keeps the pictures. Must not use anything from outside itself.
 */
export function installSlideWatch(options: { label: string; block: number; bits: number }): void {
  const { label, block, bits } = options
  interface Kept {
    at: number
    pixels: ImageData
  }
  const sightings = new Map<number, Sighting>()
  const kept = new Map<number, Kept[]>()
  const mark = new OffscreenCanvas(bits, 1).getContext('2d', { willReadFrequently: true })
  let canvas: OffscreenCanvasRenderingContext2D | null = null
  let watched: HTMLVideoElement | null = null

  const look = (video: HTMLVideoElement): void => {
    if (!mark) return
    const scale = video.videoWidth / 1280
    mark.drawImage(video, 0, 4 * scale, bits * block * scale, (block - 8) * scale, 0, 0, bits, 1)
    const { data } = mark.getImageData(0, 0, bits, 1)
    let slide = 0
    for (let bit = 0; bit < bits; bit += 1) if ((data[4 * bit] ?? 0) < 128) slide |= 1 << bit
    const now = Date.now()
    const sighting = sightings.get(slide) ?? { firstAt: now, frames: 0 }
    sighting.frames += 1
    sightings.set(slide, sighting)
    keep(video, slide, now)
  }
  const keep = (video: HTMLVideoElement, slide: number, at: number): void => {
    canvas ??= new OffscreenCanvas(1280, 720).getContext('2d', { willReadFrequently: true })
    if (!canvas) return
    canvas.drawImage(video, 0, 0, 1280, 720)
    const list = kept.get(slide) ?? []
    kept.set(slide, [...list.slice(-24), { at, pixels: canvas.getImageData(0, 0, 1280, 720) }])
  }
  const follow = (): void => {
    const video = document.querySelector<HTMLVideoElement>(`[role="group"][aria-label="${label}"] video`)
    if (!video || video === watched) return
    watched = video
    const frame = (): void => {
      if (video !== watched) return
      look(video)
      video.requestVideoFrameCallback(frame)
    }
    // A picture that was there before shows no new frame.
    if (video.readyState >= 2) look(video)
    video.requestVideoFrameCallback(frame)
  }
  new MutationObserver(follow).observe(document.body, { subtree: true, childList: true })
  follow()

  const luminance = ({ data }: ImageData): Float32Array => {
    const grey = new Float32Array(data.length / 4)
    for (let index = 0; index < grey.length; index += 1) {
      const at = 4 * index
      grey[index] = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0)
    }
    return grey
  }
  /** Mean over blocks of 8 by 8 pixels. Source: Wang et al., "Image quality assessment", 2004. */
  const similarity = (a: Float32Array, b: Float32Array): number => {
    let total = 0
    let blocks = 0
    for (let top = 0; top + 8 <= 720; top += 8) {
      for (let left = 0; left + 8 <= 1280; left += 8) {
        total += ofBlock(a, b, top * 1280 + left)
        blocks += 1
      }
    }
    return total / blocks
  }
  const ofBlock = (a: Float32Array, b: Float32Array, start: number): number => {
    let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0]
    for (let row = 0; row < 8; row += 1) {
      for (let column = 0; column < 8; column += 1) {
        const valueA = a[start + row * 1280 + column] ?? 0
        const valueB = b[start + row * 1280 + column] ?? 0
        sumA += valueA
        sumB += valueB
        squareA += valueA * valueA
        squareB += valueB * valueB
        product += valueA * valueB
      }
    }
    const [meanA, meanB] = [sumA / 64, sumB / 64]
    const covariance = product / 64 - meanA * meanB
    const variances = squareA / 64 - meanA * meanA + squareB / 64 - meanB * meanB
    return (
      ((2 * meanA * meanB + 6.5) * (2 * covariance + 58.5)) /
      ((meanA * meanA + meanB * meanB + 6.5) * (variances + 58.5))
    )
  }
  window.slideWatch = {
    sighting: (slide) => sightings.get(slide) ?? null,
    compare: async (slide, at, picture) => {
      const list = kept.get(slide) ?? []
      const shown = list.findLast((one) => one.at <= at) ?? list.at(0)
      if (!shown) return 0
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const source = new OffscreenCanvas(1280, 720).getContext('2d', { willReadFrequently: true })
      if (!source) return 0
      source.drawImage(bitmap, 0, 0, 1280, 720)
      return similarity(luminance(shown.pixels), luminance(source.getImageData(0, 0, 1280, 720)))
    },
  }
}
