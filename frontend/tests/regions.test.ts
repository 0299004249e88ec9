import { describe, expect, it } from 'vitest'
import { addressOf } from '@shared/regions'

const CITIES = [
  { code: '440600', name: '佛山', districts: [{ code: '440604', name: '禅城区' }] },
  { code: '441900', name: '东莞', districts: [] },
]

describe('a region as it is written in an address', () => {
  it('says 市 after the city', () => {
    expect(addressOf(CITIES, '440600')).toBe('广东省佛山市')
    expect(addressOf(CITIES, '440604')).toBe('广东省佛山市禅城区')
    expect(addressOf(CITIES, '441900')).toBe('广东省东莞市')
  })
  it('says nothing of a code nobody has', () => {
    expect(addressOf(CITIES, '430100')).toBe('')
    expect(addressOf(CITIES, '')).toBe('')
  })
})
