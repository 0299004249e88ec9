/** What codes are called at the desk. */
export const ROLES: Record<string, string> = {
  operator: '运营',
  finance: '财务',
  supervisor: '督查',
  window: '大厅窗口',
}
export const ROLE_ICONS: Record<string, string> = {
  operator: 'layers',
  finance: 'money',
  supervisor: 'clock',
  window: 'user',
}
export const DRAFTS: Record<string, { text: string; tone: 'info' | 'warning' | 'success' | 'danger' }> = {
  draft: { text: '草稿', tone: 'info' },
  sent: { text: '等人审', tone: 'warning' },
  returned: { text: '退回了', tone: 'danger' },
  timed: { text: '到点发布', tone: 'success' },
  published: { text: '发布了', tone: 'success' },
  dropped: { text: '还原了', tone: 'info' },
}

/** 11月28日 16:05, of this year; with the year otherwise. */
export function when(moment: string): string {
  const at = new Date(moment)
  const year = at.getFullYear() === new Date().getFullYear() ? '' : `${at.getFullYear()}年`
  const two = (n: number) => String(n).padStart(2, '0')
  return `${year}${at.getMonth() + 1}月${at.getDate()}日 ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** A moment as the desk sends it: whole seconds, UTC. */
export const instant = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z')

/** 1,234.00 */
export const yuan = (fen: number) =>
  (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** 09-01 → 9月1日 */
export const monthDay = (text: string) => {
  const [month, day] = text.split('-').map(Number)
  return `${month}月${day}日`
}
