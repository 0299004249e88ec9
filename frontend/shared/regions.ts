/** Provinces (GB/T 2260) other than our own; app/language/kinds/places.py knows the same. */
export const OURS = { code: '440000', name: '广东省' }
const NAMES =
  '110000北京市,120000天津市,130000河北省,140000山西省,150000内蒙古自治区,210000辽宁省,220000吉林省,230000黑龙江省,310000上海市,320000江苏省,330000浙江省,' +
  '340000安徽省,350000福建省,360000江西省,370000山东省,410000河南省,420000湖北省,430000湖南省,450000广西壮族自治区,460000海南省,500000重庆市,510000四川省,' +
  '520000贵州省,530000云南省,540000西藏自治区,610000陕西省,620000甘肃省,630000青海省,640000宁夏回族自治区,650000新疆维吾尔自治区,710000台湾省,' +
  '810000香港特别行政区,820000澳门特别行政区'
export const ELSEWHERE = NAMES.split(',').map((one) => ({ code: one.slice(0, 6), name: one.slice(6) }))

interface Place {
  code: string
  name: string
}
/** 广东省佛山市禅城区, as it is written in an address: /cities says cities as people say them, 佛山. Empty for a code none of them has. */
export function addressOf(cities: readonly (Place & { districts: readonly Place[] })[], code: string): string {
  const of = cities.find((one) => one.code === code || one.districts.some((each) => each.code === code))
  if (!of) return ''
  const district = of.districts.find((one) => one.code === code)
  return `${OURS.name}${of.name.replace(/市$/, '')}市${district?.name ?? ''}`
}
