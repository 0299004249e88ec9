/** What a merchant takes away from a page: a code as a picture, a file of an invoice, a list. */
import { download, problem } from '../api'
import { platform } from '../platform'
import { sentence } from '../refused'
import { trusted } from '../store'

/** Into the phone's album, in a browser among the downloads. Returns what to say. */
export async function keepPicture(uri: string, name: string): Promise<string> {
  if (process.env.UNI_PLATFORM !== 'mp-weixin') {
    await platform.keepFile(uri, name)
    return '存好了，在下载里'
  }
  const filePath = `${wx.env.USER_DATA_PATH}/${name}`
  wx.getFileSystemManager().writeFileSync(filePath, uri.slice(uri.indexOf(',') + 1), 'base64')
  return new Promise((resolve) =>
    uni.saveImageToPhotosAlbum({
      filePath,
      success: () => resolve('存到相册了'),
      fail: () => resolve('没存成。在微信设置里允许存到相册，再点一次'),
    }),
  )
}

/** A file of the company's. Returns what to say, '' when they would rather not have it. */
export async function keepFile(path: string, name: string): Promise<string> {
  try {
    const file = await trusted(() => download(path))
    return (await platform.keepFile(file, name)) ? '下载好了' : ''
  } catch (error) {
    return sentence(problem(error))
  }
}
