/** What helps against a problem: of all that could be offered, the one button that leads out of it. Pure. */
import type { Problem } from './types'

export type Way = 'again' | 'enter' | 'name' | 'face' | 'home'

/** What the server will say again however often it is asked. */
const FINAL = [400, 403, 404, 405, 410, 413, 415, 422]
const STEPS: Record<string, Way> = { real_name_needed: 'name', face_needed: 'face' }

export function wayOut(said: Pick<Problem, 'status' | 'code'>): Way {
  if (STEPS[said.code]) return STEPS[said.code]
  if (said.status === 401) return 'enter'
  return FINAL.includes(said.status) ? 'home' : 'again'
}

export const WAYS: Record<Way, string> = {
  again: '再试一次',
  enter: '登录',
  name: '填姓名和证件号',
  face: '刷脸确认',
  home: '回首页',
}
