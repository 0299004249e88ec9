import type { Identity, Platform } from './index'
import * as sheets from './sheets'

let port: number | null = null
let known = false

const person = () => (uni.getStorageSync('sandbox.person') as string) || 'lin-zhihao'

function control<T = any>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: `${location.protocol}//${location.hostname}:${port}/control${path}`, method, data: body as any,
      header: { 'Content-Type': 'application/json' },
      success: (answer) => (answer.statusCode < 400 ? resolve(answer.data as T) : reject(new Error(String(answer.statusCode)))),
      fail: () => reject(new Error('sandbox')),
    })
  })
}

function draw(width: number, height: number, paint: (pen: CanvasRenderingContext2D) => void): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  paint(pen)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(URL.createObjectURL(blob as Blob)), 'image/png'))
}

const shape = (pen: CanvasRenderingContext2D, colour: string, trace: () => void) => {
  pen.fillStyle = colour
  pen.beginPath()
  trace()
  pen.fill()
}

/** H5 in the demo: the sandbox's phone simulator stands in for WeChat. */
export const sandbox: Platform = {
  ready(sandboxPort) {
    port = sandboxPort
    known = true
  },
  isReady: () => known,
  login: async () => (await control<{ code: string }>('POST', '/wx/login', { person: person() })).code,
  async phone() {
    const known = await sandbox.identity()
    if ((await sheets.phone(known?.phone ?? '')) !== 'ok') return ''
    return (await control<{ code: string }>('POST', '/wx/phone', { person: person() })).code
  },
  async pay(sheet) {
    const shown = await control<{ prepay_id: string; amount_fen: number; description: string; payee: string; payer: string }>('POST', '/pay/sheet', sheet)
    const outcome = await sheets.payment(shown)
    await control('POST', '/pay/confirm', { prepay_id: shown.prepay_id, action: outcome === 'ok' ? 'pay' : outcome })
    return outcome
  },
  async face(verifyId) {
    const outcome = await sheets.face()
    await control('POST', '/wx/face', { verify_id: verifyId, outcome })
    return outcome === 'pass'
  },
  async subscribe(templates, titles) {
    const wanted = templates.slice(0, 3)
    return control('POST', '/wx/subscribe', { person: person(), template_ids: wanted, decision: await sheets.messages(titles) })
  },
  scan: sheets.scanned,
  enlarged() {
    // The root's own size is uni's; `medium` is what the browser is set to.
    const probe = document.createElement('i')
    probe.style.cssText = 'position:absolute;visibility:hidden;font-size:medium'
    document.body.append(probe)
    const size = parseFloat(getComputedStyle(probe).fontSize)
    probe.remove()
    return size / 16
  },
  async keepFile(path, name) {
    const link = document.createElement('a')
    link.href = path
    link.download = name
    link.click()
    return true
  },
  identity: async () => (await sandbox.identities()).find((one) => one.id === person()) ?? null,
  identities: () => control<Identity[]>('GET', '/people'),
  become(id) {
    uni.setStorageSync('sandbox.person', id)
    uni.removeStorageSync('token')
  },
  demoPhoto: (good) =>
    draw(390, 567, (pen) => {
      pen.fillStyle = good ? '#FFFFFF' : '#A9B2B3'
      pen.fillRect(0, 0, 390, 567)
      if (!good) shape(pen, '#7E898B', () => pen.ellipse(330, 220, 130, 240, 0, 0, 7))
      shape(pen, good ? '#22313A' : '#F4F4F2', () => pen.ellipse(195, 575, 172, 150, 0, 0, 7))
      shape(pen, '#E8B48E', () => pen.rect(157, 360, 76, 90))
      shape(pen, '#FFFFFF', () => { pen.moveTo(140, 432); pen.lineTo(195, 500); pen.lineTo(250, 432); pen.lineTo(236, 418); pen.lineTo(195, 468); pen.lineTo(154, 418) })
      shape(pen, '#F0C19D', () => pen.ellipse(87, 268, 16, 28, 0, 0, 7))
      shape(pen, '#F0C19D', () => pen.ellipse(303, 268, 16, 28, 0, 0, 7))
      shape(pen, '#F0C19D', () => pen.ellipse(195, 265, 104, 134, 0, 0, 7))
      shape(pen, '#2A2320', () => { pen.moveTo(86, 262); pen.bezierCurveTo(66, 96, 324, 96, 304, 262); pen.bezierCurveTo(300, 206, 268, 196, 236, 190); pen.bezierCurveTo(180, 206, 100, 196, 86, 262) })
      pen.strokeStyle = '#2A2320'
      pen.lineWidth = 7
      pen.lineCap = 'round'
      for (const x of [153, 237]) { pen.beginPath(); pen.moveTo(x - 22, 236); pen.quadraticCurveTo(x, 226, x + 22, 236); pen.stroke(); shape(pen, '#2A2320', () => pen.ellipse(x, 262, 9, 10, 0, 0, 7)) }
      pen.lineWidth = 5
      pen.strokeStyle = '#D39B76'
      pen.beginPath(); pen.moveTo(196, 268); pen.lineTo(188, 306); pen.lineTo(202, 308); pen.stroke()
      pen.strokeStyle = '#B0645A'
      pen.lineWidth = 6
      pen.beginPath(); pen.moveTo(164, 336); pen.quadraticCurveTo(195, 356, 226, 336); pen.stroke()
    }),
  demoSignature: () =>
    draw(600, 240, (pen) => {
      pen.fillStyle = '#FFFFFF'
      pen.fillRect(0, 0, 600, 240)
      pen.strokeStyle = '#14232A'
      pen.lineWidth = 9
      pen.lineCap = 'round'
      pen.beginPath()
      for (const [x, y] of [[70, 60], [180, 55], [120, 30], [118, 190], [60, 150], [260, 60], [340, 55], [300, 40], [300, 120], [250, 120], [350, 120], [420, 60], [540, 70], [480, 40], [480, 190], [430, 160], [560, 180]]) pen.lineTo(x, y)
      pen.stroke()
    }),
}
