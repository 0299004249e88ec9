/** The page that checks a shown code without a network: a camera or a picture, the house's public keys, this phone's clock. */
import { decode } from '../../platform/decode'
import { type Answer, check, type Keys } from '@shared/ticket'

const by = (id: string) => document.getElementById(id) as HTMLElement
const keys: Keys = JSON.parse(document.body.dataset.keys ?? '{}')
const GOOD = 'M12 25l8 8 16-18'
const BAD = 'M14 14l20 20M34 14l-20 20'
const SAID: Record<Exclude<Answer['kind'], 'true'>, [string, string]> = {
  over: ['过期了', '这个码过了 60 秒，截图没有用。请对方重新出示一次。'],
  false: ['假的，别采用', '不是我们出的码，或者被改过。怀疑冒用，打 110。'],
  none: ['这不是能离线核对的码', '请对方在出示证件那一页点「改」，打开「对方没有网络」。'],
  clock: ['这台手机的时间不对', '把手机的时间调准，再扫一次。'],
}
let timer: ReturnType<typeof setInterval> | undefined

function show(answer: Answer): void {
  clearInterval(timer)
  by('told').hidden = false
  const good = answer.kind === 'true'
  by('told').className = `card verdict ${good ? 'true' : 'bad'}`
  by('told').dataset.kind = answer.kind
  by('mark').setAttribute('d', good ? GOOD : BAD)
  by('lines').hidden = !good
  by('lines').replaceChildren()
  if (answer.kind !== 'true') {
    ;[by('say').textContent, by('do').textContent] = SAID[answer.kind]
    return
  }
  by('say').textContent = '真的，有效'
  const { name, lines, ends } = answer.ticket
  for (const [label, text] of [['证件名称', name], ...lines])
    for (const [tag, said] of [
      ['dt', label],
      ['dd', text],
    ]) {
      const line = document.createElement(tag)
      line.textContent = said
      by('lines').append(line)
    }
  const tick = () => {
    const left = Math.ceil(ends - Date.now() / 1000)
    if (left <= 0) show({ kind: 'over' })
    else by('do').textContent = `还有 ${left} 秒`
  }
  timer = setInterval(tick, 1000)
  tick()
}

const look = async (text: string) => show(await check(text, keys, Date.now() / 1000, crypto.subtle))

async function picked(event: Event): Promise<void> {
  const field = event.target as HTMLInputElement
  const file = field.files?.[0]
  field.value = ''
  if (file) await look(await decode(file).catch(() => ''))
}

let stream: MediaStream | null = null
function close(): void {
  stream?.getTracks().forEach((track) => track.stop())
  stream = null
  by('seen').hidden = true
  by('scan').textContent = '打开相机扫码'
}

async function scan(): Promise<void> {
  if (stream) return close()
  const seen = by('seen') as HTMLVideoElement
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  } catch {
    by('scan').textContent = '相机打不开，请选照片'
    return
  }
  seen.srcObject = stream
  seen.hidden = false
  by('scan').textContent = '不扫了'
  await seen.play()
  while (stream) {
    const text = await decode(seen).catch(() => '')
    if (text) {
      close()
      return look(text)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

by('picture').addEventListener('change', picked)
by('scan').addEventListener('click', scan)
// Opened once with a network, it opens without one.
navigator.serviceWorker?.register('../sw.js').catch(() => undefined)
if (location.hash.length > 1) look(location.hash)
addEventListener('hashchange', () => look(location.hash))
