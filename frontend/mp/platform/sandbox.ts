import type { Identity, Platform } from './index'

/** What is drawn over the page comes when it is first asked for: the first screen does not wait for it. */
const sheets = () => import('./sheets')

let port: number | null = null
let known = false

const person = () => (uni.getStorageSync('sandbox.person') as string) || 'lin-zhihao'

function control<T = any>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: `${location.protocol}//${location.hostname}:${port}/control${path}`,
      method,
      data: body as any,
      header: { 'Content-Type': 'application/json' },
      success: (answer) =>
        answer.statusCode < 400 ? resolve(answer.data as T) : reject(new Error(String(answer.statusCode))),
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

/** H5 in the demo: the sandbox's phone simulator stands in for WeChat. */
export const sandbox: Platform = {
  ready(sandboxPort) {
    port = sandboxPort
    known = true
  },
  isReady: () => known,
  online: () => navigator.onLine !== false,
  onOnline(work) {
    addEventListener('online', work)
    return () => removeEventListener('online', work)
  },
  login: async () => (await control<{ code: string }>('POST', '/wx/login', { person: person() })).code,
  device: () => '',
  async phone() {
    const known = await sandbox.identity()
    if ((await (await sheets()).phone(known?.phone ?? '')) !== 'ok') return ''
    return (await control<{ code: string }>('POST', '/wx/phone', { person: person() })).code
  },
  async pay(sheet) {
    const shown = await control<{
      prepay_id: string
      amount_fen: number
      description: string
      payee: string
      payer: string
    }>('POST', '/pay/sheet', sheet).catch(() => null)
    if (!shown) return 'dead' // WeChat refuses to open it
    const outcome = await (await sheets()).payment(shown)
    await control('POST', '/pay/confirm', { prepay_id: shown.prepay_id, action: outcome === 'ok' ? 'pay' : outcome })
    return outcome
  },
  async face(verifyId) {
    const outcome = await (await sheets()).face()
    await control('POST', '/wx/face', { verify_id: verifyId, outcome })
    return outcome === 'pass'
  },
  async subscribe(templates, titles) {
    const wanted = templates.slice(0, 3)
    return control('POST', '/wx/subscribe', {
      person: person(),
      template_ids: wanted,
      decision: await (await sheets()).messages(titles),
    })
  },
  scan: async () => (await sheets()).scanned(),
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
  identity: () => control<Identity>('GET', `/people/${encodeURIComponent(person())}`).catch(() => null),
  identities: () => control<Identity[]>('GET', '/people'),
  become(id) {
    uni.setStorageSync('sandbox.person', id)
    uni.removeStorageSync('token')
  },
  paper: (kinds = ['pdf']) =>
    new Promise((resolve) =>
      uni.chooseFile({
        count: 1,
        extension: kinds.map((kind) => `.${kind}`),
        success: (answer) => resolve((answer.tempFilePaths as string[])[0]),
        fail: () => resolve(null),
      }),
    ),
  async demoPhoto(kind, shape) {
    const { portrait } = await import('./portrait')
    const [width, height] =
      kind === 'shot' ? [1200, 1600] : [780, Math.round((780 * (shape?.height ?? 48)) / (shape?.width ?? 33))]
    return draw(width, height, (pen) => portrait(pen, width, height, kind))
  },
  demoSignature: () =>
    draw(600, 240, (pen) => {
      pen.fillStyle = '#FFFFFF'
      pen.fillRect(0, 0, 600, 240)
      pen.strokeStyle = '#14232A'
      pen.lineWidth = 9
      pen.lineCap = 'round'
      pen.beginPath()
      for (const [x, y] of [
        [70, 60],
        [180, 55],
        [120, 30],
        [118, 190],
        [60, 150],
        [260, 60],
        [340, 55],
        [300, 40],
        [300, 120],
        [250, 120],
        [350, 120],
        [420, 60],
        [540, 70],
        [480, 40],
        [480, 190],
        [430, 160],
        [560, 180],
      ])
        pen.lineTo(x, y)
      pen.stroke()
    }),
}
