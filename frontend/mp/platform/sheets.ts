/** What WeChat itself would show on a phone, drawn over the H5 demo so that a person can see it, agree or say no. */

interface Choice {
  id: string
  text: string
  look: 'go' | 'no' | 'plain'
}

const GREEN = '#067A3E' // WeChat's own is lighter than white text on it can be read
const LOOKS: Record<Choice['look'], string> = {
  go: `background:${GREEN};color:#fff;font-weight:600`,
  no: 'background:#F2F2F2;color:#191919',
  plain: 'background:#fff;color:#576B95;box-shadow:inset 0 0 0 1px #D9D9D9',
}
const money = (fen: number) => (fen / 100).toFixed(2)

/** One sheet from below; resolves with the id of what was tapped. Content is set as text, never as markup. */
function sheet(
  name: string,
  fill: (body: HTMLElement, done: (id: string) => void) => void,
  choices: Choice[],
): Promise<string> {
  return new Promise((resolve) => {
    const mask = styled(
      'div',
      'position:fixed;left:0;right:0;top:0;bottom:0;z-index:9000;background:rgba(0,0,0,.55);display:flex;align-items:flex-end;justify-content:center',
    )
    const panel = styled(
      'div',
      'box-sizing:border-box;width:100%;max-width:560px;max-height:92vh;overflow:auto;background:#fff;border-radius:16px 16px 0 0;padding:14px 20px calc(22px + env(safe-area-inset-bottom));font:400 17px/26px -apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#191919',
    )
    panel.setAttribute('role', 'dialog')
    panel.setAttribute('aria-modal', 'true')
    panel.setAttribute('aria-label', '微信')
    panel.dataset.test = name
    panel.append(
      styled(
        'div',
        'text-align:center;font-size:13px;line-height:20px;color:#737373;margin-bottom:10px',
        '演示：手机上，这一步由微信弹出',
      ),
    )
    const body = styled('div', '')
    const done = (id: string) => {
      mask.remove()
      resolve(id)
    }
    fill(body, done)
    panel.append(body)
    for (const choice of choices) {
      const button = pressed(`${name}-${choice.id}`, LOOKS[choice.look], choice.text)
      button.onclick = () => done(choice.id)
      panel.append(button)
    }
    mask.append(panel)
    document.body.append(mask)
  })
}

/** A button; Enter and Space are heard for whatever has the role. */
function pressed(test: string, look: string, text: string): HTMLElement {
  const button = styled(
    'div',
    `display:flex;align-items:center;justify-content:center;min-height:50px;border-radius:8px;margin-top:10px;cursor:pointer;${look}`,
    text,
  )
  button.setAttribute('role', 'button')
  button.tabIndex = 0
  button.dataset.test = test
  return button
}

function styled(tag: string, style: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  made.style.cssText = style
  if (text) made.textContent = text
  return made
}

function line(label: string, text: string): HTMLElement {
  const row = styled(
    'div',
    'display:flex;justify-content:space-between;gap:16px;font-size:15px;line-height:24px;padding:5px 0;color:#737373',
  )
  row.append(styled('span', 'flex:none', label), styled('span', 'color:#191919;text-align:right', text))
  return row
}

export async function payment(bill: {
  amount_fen: number
  description: string
  payee: string
  payer: string
}): Promise<'ok' | 'cancel' | 'fail'> {
  const tapped = await sheet(
    'wx-pay',
    (body) => {
      const payee = styled('div', 'text-align:center', bill.payee)
      payee.dataset.test = 'wx-pay-payee'
      body.append(payee)
      const sum = styled(
        'div',
        'text-align:center;font-size:40px;line-height:52px;font-weight:600;margin:2px 0 12px',
        `¥${money(bill.amount_fen)}`,
      )
      sum.dataset.test = 'wx-pay-sum'
      body.append(sum, line('付什么', bill.description), line('谁付', bill.payer), line('用什么付', '零钱'))
    },
    [
      { id: 'ok', text: '付款', look: 'go' },
      { id: 'cancel', text: '不付了', look: 'no' },
      { id: 'fail', text: '试试银行卡被拒', look: 'plain' },
    ],
  )
  return tapped as 'ok' | 'cancel' | 'fail'
}

export function face(): Promise<string> {
  return sheet(
    'wx-face',
    (body) => {
      body.append(styled('div', 'text-align:center;font-weight:600', '把脸放进框里'))
      const lens = styled(
        'div',
        `width:168px;height:168px;border-radius:50%;margin:14px auto 8px;background:#EDF7F1;box-shadow:inset 0 0 0 4px ${GREEN};display:flex;align-items:center;justify-content:center`,
      )
      lens.innerHTML = `<svg width="96" height="96" viewBox="0 0 24 24" fill="none" stroke="${GREEN}" stroke-width="1.2" stroke-linecap="round"><circle cx="12" cy="9" r="4.4"/><path d="M4.5 21c.8-4.3 3.8-6.2 7.5-6.2s6.7 1.9 7.5 6.2"/></svg>`
      body.append(lens, styled('div', 'text-align:center;font-size:15px;color:#737373', '演示里没有摄像头，选一个结果'))
    },
    [
      { id: 'pass', text: '认出来了', look: 'go' },
      { id: 'dark', text: '光线暗', look: 'plain' },
      { id: 'mismatch', text: '不是本人', look: 'plain' },
      { id: 'cancel', text: '不刷了', look: 'no' },
    ],
  )
}

export function messages(titles: string[]): Promise<string> {
  return sheet(
    'wx-subscribe',
    (body) => {
      body.append(styled('div', 'font-weight:600', '省事 想给您发下面的消息，各发一次'))
      for (const title of titles) body.append(styled('div', 'padding:12px 0;border-bottom:1px solid #E5E5E5', title))
    },
    [
      { id: 'accept', text: '允许', look: 'go' },
      { id: 'reject', text: '不允许', look: 'no' },
    ],
  )
}

export function phone(number: string): Promise<string> {
  return sheet(
    'wx-phone',
    (body) => {
      body.append(
        styled('div', 'font-weight:600', '省事 想用您的手机号'),
        styled('div', 'padding:14px 0 4px;font-size:20px', number),
        styled('div', 'font-size:15px;color:#737373', '微信绑定的号码'),
      )
    },
    [
      { id: 'ok', text: '允许', look: 'go' },
      { id: 'no', text: '不允许', look: 'no' },
    ],
  )
}

/** A picture with a code in it, or what stands under the code typed in. '' when neither. */
export function scanned(): Promise<string> {
  const input = styled(
    'input',
    'box-sizing:border-box;width:100%;min-height:48px;border:1px solid #8496A0;border-radius:8px;padding:0 12px;font-size:17px;margin-top:8px',
  ) as HTMLInputElement
  input.placeholder = '编号、网址或者文字'
  input.setAttribute('aria-label', '码里的内容')
  input.dataset.test = 'wx-scan-text'
  const file = styled('input', 'display:none') as HTMLInputElement
  file.type = 'file'
  file.accept = 'image/*'
  const pick = pressed('wx-scan-picture', LOOKS.plain, '选一张有码的图片')
  const said = styled('div', 'font-size:15px;line-height:22px;color:#BC2530;margin-top:8px')
  said.setAttribute('role', 'alert')
  said.dataset.test = 'wx-scan-say'
  return sheet(
    'wx-scan',
    (body, done) => {
      body.append(
        styled('div', 'font-weight:600', '扫一扫'),
        styled(
          'div',
          'font-size:15px;line-height:22px;color:#5E6E76',
          '这里没有相机：选一张拍好的图片，或者照着码下面的字打。',
        ),
        pick,
        file,
        said,
        input,
      )
      pick.onclick = () => file.click()
      input.onkeydown = (event) => {
        if (event.key === 'Enter' && input.value.trim()) done('ok')
      }
      file.onchange = async () => {
        const picture = file.files?.[0]
        file.value = ''
        if (!picture) return
        said.textContent = '正在看…'
        try {
          const text = await (await import('./decode')).decode(picture)
          if (text) {
            input.value = text
            return done('ok')
          }
          said.textContent = '这张图里没有找到码。离近一点、拍正、别反光，再选一张。'
        } catch {
          said.textContent = '这张图打不开。换一张，或者照着打。'
        }
      }
    },
    [
      { id: 'ok', text: '打开', look: 'go' },
      { id: 'no', text: '先不扫', look: 'no' },
    ],
  ).then((tapped) => (tapped === 'ok' ? input.value : ''))
}
