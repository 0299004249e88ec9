/** A head and shoulders for trying things with: drawn, nobody's, light and dark where a face has them, so that a face is found. */
type Pen = CanvasRenderingContext2D
const WIDTH = 390,
  HEIGHT = 567,
  X = WIDTH / 2,
  AWAY = 4000
const HAIR = '#261E1C',
  SKIN = '#E2B89C',
  SHADE = '#CDA084',
  LIGHT = '#F0C8B0'

function face(pen: Pen, scale: number, clothes: string): void {
  // A shadow without its shape is a soft shape in every browser.
  const lay = (colour: string, blur: number, trace: () => void, strength = 1) => {
    pen.save()
    pen.globalAlpha = strength
    pen.shadowColor = colour
    pen.shadowBlur = blur * 2 * scale
    pen.shadowOffsetX = AWAY * scale
    pen.translate(-AWAY, 0)
    pen.beginPath()
    trace()
    pen.fillStyle = '#000'
    pen.fill()
    pen.restore()
  }
  const round = (left: number, top: number, right: number, low: number) =>
    pen.ellipse((left + right) / 2, (top + low) / 2, (right - left) / 2, (low - top) / 2, 0, 0, 7)
  const line = (points: number[][]) => points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)))
  lay(HAIR, 1.5, () => round(X - 118, 78, X + 118, 330))
  lay(SHADE, 1, () => pen.rect(X - 52, 330, 104, 130))
  lay(clothes, 1, () => {
    pen.moveTo(20, 620)
    pen.lineTo(20, 535)
    pen.quadraticCurveTo(20, 425, 130, 425)
    pen.lineTo(260, 425)
    pen.quadraticCurveTo(370, 425, 370, 535)
    pen.lineTo(370, 620)
  })
  lay(SHADE, 1, () =>
    line([
      [X - 58, 418],
      [X + 58, 418],
      [X, 492],
    ]),
  )
  for (const side of [-1, 1]) {
    lay('#F0F2F5', 1, () =>
      line([
        [X + side * 62, 412],
        [X + side * 78, 440],
        [X + side * 8, 505],
        [X, 488],
      ]),
    )
    lay('#D6A88C', 1, () => round(X + side * 102 - 16, 225, X + side * 102 + 16, 290))
  }
  lay(SKIN, 1.5, () => round(X - 100, 118, X + 100, 392))
  lay(HAIR, 4, () => pen.ellipse(X, 174, 106, 76, 0, Math.PI, 2 * Math.PI))
  lay(LIGHT, 9, () => round(X - 78, 136, X + 78, 196))
  for (const side of [-1, 1]) {
    const eye = X + side * 46
    lay('#A87A64', 8, () => round(eye - 36, 216, eye + 36, 262), 0.82)
    lay('#342824', 2, () => pen.rect(eye - 32, 206, 64, 11))
    lay('#F0ECE8', 1, () => round(eye - 22, 228, eye + 22, 250))
    lay('#281C18', 1, () => round(eye - 12, 226, eye + 12, 251))
    lay('#30221E', 1, () => {
      pen.ellipse(eye, 240, 25, 16, 0, Math.PI * 1.08, Math.PI * 1.92)
      pen.ellipse(eye, 243, 23, 13, 0, Math.PI * 1.92, Math.PI * 1.08, true)
    })
    lay(LIGHT, 10, () => round(X + side * 52 - 32, 272, X + side * 52 + 32, 326))
    lay('#825446', 2, () => round(X + side * 15 - 7, 300, X + side * 15 + 7, 309))
  }
  lay(LIGHT, 5, () => pen.rect(X - 9, 214, 18, 84))
  lay('#D6A48A', 5, () => round(X - 22, 288, X + 22, 314), 0.6)
  lay('#A85A54', 2, () => pen.ellipse(X, 341, 40, 21, 0, 0.26, 2.88))
  lay('#68343A', 1.2, () => {
    pen.ellipse(X, 332, 42, 20, 0, 0.5, 2.64)
    pen.ellipse(X, 329, 40, 18, 0, 2.64, 0.5, true)
  })
  lay('#C4967E', 5, () => round(X - 34, 366, X + 34, 380))
}

/** Paint one. good: as the document wants it; bad: before a grey wall with a shadow; shot: as a phone takes it, with room around. */
export function portrait(pen: Pen, width: number, height: number, kind: 'good' | 'bad' | 'shot'): void {
  pen.fillStyle = kind === 'bad' ? '#A9B2B3' : '#FFFFFF'
  pen.fillRect(0, 0, width, height)
  if (kind === 'bad') {
    pen.fillStyle = '#7E898B'
    pen.beginPath()
    pen.ellipse(width * 0.85, height * 0.39, width / 3, height * 0.42, 0, 0, 7)
    pen.fill()
  }
  const wide = kind === 'shot' ? width * 0.6 : width
  const tall = kind === 'shot' ? (wide * HEIGHT) / WIDTH : height
  const top = (height - tall) / 2
  // Each one in another shirt: in a correction the same picture again puts nothing right.
  const clothes =
    kind === 'bad'
      ? '#F4F4F2'
      : `hsl(${210 + Math.floor(Math.random() * 40)}, 40%, ${16 + Math.floor(Math.random() * 8)}%)`
  pen.translate((width - wide) / 2, top)
  pen.scale(wide / WIDTH, tall / HEIGHT)
  face(pen, wide / WIDTH, clothes)
  pen.fillStyle = clothes
  if (top > 0) pen.fillRect(20, HEIGHT - 2, WIDTH - 40, (top * WIDTH) / wide + 4)
}
