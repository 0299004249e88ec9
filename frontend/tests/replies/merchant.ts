const uscc = '91440104MADEMC0302'

export const merchant: [RegExp, unknown][] = [
  [
    /\/api\/merchant\/companies\/\w+\/day$/,
    {
      date: '2026-11-23',
      rows: [
        {
          number: '26442000000000001001',
          at: '2026-11-23T01:00:00Z',
          buyer: '广州云山…',
          kind: '32',
          red: false,
          total_fen: 45800,
          given: true,
          order_no: 'T20261123-0007',
          shop: 'S0001',
        },
      ],
      waiting: [],
      count: 1,
      amount_fen: 40531,
      tax_fen: 5269,
      red_count: 0,
      red_total_fen: 0,
      rates: [{ rate: '13%', amount_fen: 40531, tax_fen: 5269 }],
      kinds: [{ kind: '32', count: 1, total_fen: 45800 }],
      quota: { total_fen: 50000000, used_fen: 40531, left_fen: 49959469, warn: false },
    },
  ],
  [
    /\/api\/orders\/look$/,
    {
      shop: '东华西路店',
      seller: '广州越秀示例百货有限公司',
      total_fen: 11300,
      at: '2026-11-23T01:00:00Z',
      until: '2026-12-23',
      state: 'open',
      word: '没来开',
      special: true,
      mine: false,
      number: null,
      rows: [{ name: '雨伞', qty: '1', price_fen: 11300 }],
    },
  ],
  [
    /\/api\/orders\/collecting$/,
    { number: '26442000000000001001', seller: '广州越秀示例百货有限公司', total_fen: 45800 },
  ],
  [
    /\/api\/invoices$/,
    {
      invoices: [
        {
          number: '26442000000000001001',
          seller: '广州越秀示例百货有限公司',
          day: '2026-11-23',
          total_fen: 45800,
          red_fen: 0,
          word: '有效',
          tone: 'done',
          way: '扫取票码',
        },
      ],
      next: null,
    },
  ],
  [
    /\/api\/merchant\/companies\/\w+\/goods$/,
    {
      goods: [
        {
          id: '0a'.repeat(16),
          name: '雨伞',
          spec: '',
          unit: '把',
          price_fen: 5650,
          priced: 'gross',
          code: '1060513990000000000',
          short: '日用杂品',
          rate: '13%',
        },
      ],
    },
  ],
  [
    /\/api\/merchant\/companies\/\w+\/people$/,
    {
      people: [
        {
          id: '0b'.repeat(16),
          name: '区嘉怡',
          roles: ['drawer'],
          role_words: ['开票员'],
          shops: [],
          until: null,
          word: '在岗',
          tone: 'done',
          may_end: true,
        },
      ],
    },
  ],
  [/\/api\/merchant\/shops\/\w+\/sales$/, { sales: [] }],
  [
    /\/api\/merchant\/invoices\/\d+$/,
    {
      given: 0,
      number: '26442000000000001001',
      on: '2026-11-23',
      kind: '32',
      buyer: '广州云山示例科技有限公司',
      blue: null,
      amount_fen: 40531,
      tax_fen: 5269,
      total_fen: 45800,
      taken_fen: 0,
      state: '有效',
      tone: 'done',
      used: false,
      reasons: [{ code: '01', word: '开票有误' }],
      note: null,
      rows: [
        {
          no: 1,
          name: '*日用杂品*雨伞',
          qty: '1',
          amount_fen: 40531,
          tax_fen: 5269,
          rate: '13%',
          left_fen: 40531,
        },
      ],
    },
  ],
  [
    /\/api\/merchant\/companies\/\w+\/classification$/,
    { lines: [{ code: '1060513990000000000', short: '日用杂品', name: '日用杂品', rates: ['13%'] }] },
  ],
  [
    /\/api\/merchant$/,
    {
      companies: [
        {
          uscc,
          name: '广州越秀示例百货有限公司',
          payer: '一般纳税人',
          special: true,
          state: 'opened',
          word: '已开通',
          roles: ['rep'],
          role_words: ['法定代表人'],
          may: ['manage', 'issue', 'code', 'red', 'all', 'export'],
          shops: [{ no: 'S0001', name: '东华西路店', address: '越秀区东华西路90号', phone: '020-00000003' }],
        },
      ],
    },
  ],
]
