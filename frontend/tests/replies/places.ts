/** Where: cities, departments, bundles, halls, themes. */
import { card, tag } from './parts'

export const places: [RegExp, unknown][] = [
  [
    /\/api\/cities/,
    {
      default: '440100',
      hot: ['440100'],
      cities: [{ code: '440100', name: '广州', initial: 'G', pinyin: 'guangzhou', districts: [] }],
    },
  ],
  [
    /\/api\/departments\?/,
    {
      regions: [{ code: '440106', name: '天河区' }],
      departments: [{ key: '公安出入境', name: '公安出入境', plain: '换护照', count: 8 }],
    },
  ],
  [
    /\/api\/bundles$/,
    { bundles: [{ id: 'b', short: '宝宝出生', name: '新生儿出生一件事', icon: 'baby', say: '9 件事' }] },
  ],
  [
    /\/api\/bundles/,
    {
      id: 'b',
      name: '新生儿出生一件事',
      plain: '一次办完',
      say: '9 件事',
      who: ['妈妈'],
      steps: [{ item: 'x', short: '出生证明', name: '领证', need: 'must', after: [], tag }],
      note: '一件一件办',
    },
  ],
  [
    /\/api\/halls/,
    {
      books: true,
      halls: [
        { id: 'h', name: '大厅', address: '示例路 1 号', phone: '12345', open: '周一至周五', all_day_terminal: true },
      ],
    },
  ],
  [/\/api\/(themes|zones|departments)/, { name: '出入境', items: [card] }],
]
