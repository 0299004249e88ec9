import type { Identity, Platform } from './index'

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
  phone: async () => (await control<{ code: string }>('POST', '/wx/phone', { person: person() })).code,
  async pay(sheet) {
    const shown = await control<{ prepay_id: string }>('POST', '/pay/sheet', sheet)
    await control('POST', '/pay/confirm', { prepay_id: shown.prepay_id, action: 'pay' })
    return 'ok'
  },
  async face(verifyId) {
    await control('POST', '/wx/face', { verify_id: verifyId, outcome: 'pass' })
    return true
  },
  subscribe: (templates) => control('POST', '/wx/subscribe', { person: person(), template_ids: templates, decision: 'accept' }),
  scan: () =>
    new Promise((resolve) => {
      uni.showModal({
        title: '扫到的内容', editable: true, placeholderText: '把码里的网址贴在这里', confirmText: '打开', cancelText: '先不扫',
        success: (answer) => resolve(answer.confirm ? (answer.content ?? '') : ''),
      })
    }),
  identity: async () => (await sandbox.identities()).find((one) => one.id === person()) ?? null,
  identities: () => control<Identity[]>('GET', '/people'),
  become(id) {
    uni.setStorageSync('sandbox.person', id)
    uni.removeStorageSync('token')
  },
  demoPhoto: () =>
    draw(390, 567, (pen) => {
      pen.fillStyle = '#FFFFFF'
      pen.fillRect(0, 0, 390, 567)
      shape(pen, '#22313A', () => pen.ellipse(195, 560, 165, 165, 0, 0, 7))
      shape(pen, '#E8B48E', () => pen.rect(160, 350, 70, 80))
      shape(pen, '#2A2320', () => pen.ellipse(195, 215, 112, 132, 0, 0, 7))
      shape(pen, '#F0C19D', () => pen.ellipse(195, 250, 95, 122, 0, 0, 7))
      shape(pen, '#2A2320', () => pen.ellipse(158, 240, 9, 6, 0, 0, 7))
      shape(pen, '#2A2320', () => pen.ellipse(232, 240, 9, 6, 0, 0, 7))
      shape(pen, '#C98B6B', () => pen.ellipse(195, 275, 8, 12, 0, 0, 7))
      shape(pen, '#B0645A', () => pen.ellipse(195, 318, 26, 7, 0, 0, 7))
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
