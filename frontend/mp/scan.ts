/** 扫一扫: scan, understand, answer. */
import { read } from '@shared/scan'
import { problem } from './api'
import { go } from './nav'
import { platform } from './platform'
import { sentence } from './refused'

const told = (title: string, content: string, offer?: string): Promise<boolean> =>
  new Promise((resolve) => {
    uni.showModal({
      title,
      content,
      showCancel: !!offer,
      confirmText: offer ?? '知道了',
      cancelText: '知道了',
      success: (answer) => resolve(!!offer && answer.confirm),
      fail: () => resolve(false),
    })
  })

export async function scanAndAnswer(): Promise<void> {
  const text = await platform.scan().catch((error) => {
    uni.showToast({ title: sentence(problem(error)), icon: 'none' })
    return null
  })
  if (text === null) return
  const found = read(text)
  if (found.url) return void (await go(found.url))
  if (found.kind === 'nothing') return void uni.showToast({ title: `${found.say}。${found.do}`, icon: 'none' })
  const wanted = await told(found.say, found.do, found.offer?.text)
  if (!wanted || !found.offer) return
  if (found.offer.url) return void (await go(found.offer.url))
  uni.setClipboardData({
    data: found.offer.copy ?? '',
    showToast: false,
    success: () => uni.showToast({ title: '复制好了', icon: 'none' }),
    fail: () => uni.showToast({ title: '没有复制成，请再试一次', icon: 'none' }),
  })
}
