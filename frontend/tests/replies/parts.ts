/** What stands in several answers. */
export const tag = { text: '不用跑', tone: 'done' }
export const card = {
  id: 'passport-renew',
  short: '换护照',
  name: '普通护照换发',
  plain: '换一本新的',
  icon: 'passport',
  tag,
}
export const hotline = { name: '问出入境', phone: '12367', say: '24 小时有人接' }
