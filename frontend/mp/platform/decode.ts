/** A code in a picture, in a browser: by what the browser has, otherwise by jsQR, which is fetched only then. */

interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>
}
const SIDES = [1000, 1600, 600] // small codes need more pixels, large blurred ones fewer

function pixels(picture: ImageBitmap, side: number): ImageData {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const pen = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

/** The text of the code, '' when there is none. Throws when the file is no picture. */
export async function decode(file: Blob | HTMLVideoElement): Promise<string> {
  const picture = await createImageBitmap(file)
  const Native = (globalThis as { BarcodeDetector?: new () => Detector }).BarcodeDetector
  if (Native) {
    const found = await new Native().detect(picture).catch(() => [])
    if (found.length) return found[0].rawValue
  }
  const { default: jsQR } = await import('jsqr')
  for (const side of SIDES) {
    const { data, width, height } = pixels(picture, side)
    const text = jsQR(data, width, height)?.data
    if (text) return text
  }
  return ''
}
