import { describe, expect, it } from 'vitest'
import { needs, optional } from '@shared/needs'

describe('what one prepares', () => {
  it('is nothing on the phone where the trip above names what to take along', () => {
    const trip = '要当面核对一下，带上户口簿去一次窗口。'
    expect(needs({ not_yet: '', why_trip: trip, prepare: [] })).toBe('手机上什么都不用准备')
    expect(needs({ not_yet: '', why_trip: '选寄到家不用跑，选自己去取要去一次大厅。', prepare: [] })).toBe(
      '什么都不用准备',
    )
    expect(needs({ not_yet: '', why_trip: null, prepare: [] })).toBe('什么都不用准备')
    expect(needs({ not_yet: '', why_trip: trip, prepare: [1, 2] })).toBe('您准备 2 样')
    expect(needs({ not_yet: '还不能办', why_trip: null, prepare: [] })).toBe('什么都不用带')
    expect(needs({ not_yet: '还不能办', why_trip: trip, prepare: [1] })).toBe('要准备 1 样')
  })

  it('is brought to a counter and given on the phone', () => {
    expect(optional({ need: 'must', how: 'upload' }, false)).toBe('')
    expect(optional({ need: 'later', how: 'upload' }, false)).toBe('可以后补')
    expect(optional({ need: 'opt', how: 'upload' }, false)).toBe('有就交')
    expect(optional({ need: 'opt', how: 'bring' }, false)).toBe('有就带')
    expect(optional({ need: 'opt', how: 'upload' }, true)).toBe('有就带')
  })
})
