import { outcomeOf } from '@shared/paying'
import type { Platform } from './index'

/** 我 → 设置 → 通用 → 字体大小: 17 is where it stands when nobody moved it (16 on some phones). */
const USUAL_PX = 17

let online = true
const hear = () => {
  uni.getNetworkType({
    success: (answer) => {
      online = answer.networkType !== 'none'
    },
  })
  uni.onNetworkStatusChange((state) => {
    online = state.isConnected
  })
}

/** WeChat itself. */
export const weixin: Platform = {
  ready: hear,
  online: () => online,
  onOnline(work) {
    const heard = (state: { isConnected: boolean }) => {
      if (state.isConnected) work()
    }
    uni.onNetworkStatusChange(heard)
    return () => uni.offNetworkStatusChange(heard)
  },
  isReady: () => true,
  login: () =>
    new Promise((resolve, reject) =>
      uni.login({ provider: 'weixin', success: (answer) => resolve(answer.code), fail: reject }),
    ),
  device: () => {
    const phone = uni.getDeviceInfo ? uni.getDeviceInfo() : uni.getSystemInfoSync()
    return `${phone.brand ?? ''} ${phone.model ?? ''}`.trim().slice(0, 60)
  },
  phone: async (event) => event?.detail?.code ?? '',
  pay: (sheet) =>
    new Promise((resolve) => {
      wx.requestPayment({
        timeStamp: sheet.timeStamp,
        nonceStr: sheet.nonceStr,
        package: sheet.package,
        signType: sheet.signType,
        paySign: sheet.paySign,
        success: () => resolve('ok'),
        fail: (error: { errMsg: string }) => resolve(outcomeOf(error.errMsg)),
      })
    }),
  face: (verifyId) =>
    new Promise((resolve) =>
      wx.requestFacialVerify({ verifyId, success: () => resolve(true), fail: () => resolve(false) }),
    ),
  subscribe: (tmplIds) =>
    new Promise((resolve) =>
      wx.requestSubscribeMessage({ tmplIds: tmplIds.slice(0, 3), success: resolve, fail: () => resolve({}) }),
    ),
  // A mini-program's own code says a path instead of a text.
  scan: () =>
    new Promise((resolve) =>
      uni.scanCode({ success: (answer) => resolve(answer.path || answer.result || ''), fail: () => resolve('') }),
    ),
  enlarged: () => {
    const set: { fontSizeSetting?: number; fontSizeScaleFactor?: number } = uni.getAppBaseInfo
      ? (uni.getAppBaseInfo() as any)
      : uni.getSystemInfoSync()
    return set.fontSizeScaleFactor || (set.fontSizeSetting ?? USUAL_PX) / USUAL_PX
  },
  // A ZIP cannot be opened in WeChat; sent to one's own 文件传输助手 it is on the phone and on the computer.
  keepFile: (filePath, fileName) =>
    new Promise((resolve) =>
      wx.shareFileMessage({ filePath, fileName, success: () => resolve(true), fail: () => resolve(false) }),
    ),
  paper: (kinds = ['pdf']) =>
    new Promise((resolve) =>
      wx.chooseMessageFile({
        count: 1,
        type: 'file',
        extension: kinds,
        success: (answer: any) => resolve(answer.tempFiles[0].path),
        fail: () => resolve(null),
      }),
    ),
  identity: async () => null,
  identities: async () => [],
  become: () => undefined,
  demoPhoto: async () => null,
  demoSignature: async () => null,
}
