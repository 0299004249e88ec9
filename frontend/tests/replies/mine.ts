/** What is the person’s own: what others ask, what is looked up, the wallet, messages, the account. */
const cert = {
  id: 'c1',
  type: 'ec-passport',
  name: '普通护照',
  number_text: 'E****6128',
  holder: '林志豪',
  valid_text: '115 天后到期',
  tone: 'near',
  color: '#7A2C36',
  fields: [{ label: '签发地点', text: '广东' }],
  identifier: '1.2.156',
  can_show: true,
  seen_30d: 3,
  whole: true,
}
const me = {
  id: 'a',
  name: '林*豪',
  paper: '身份证',
  phone: '138 **** 2046',
  level: 3,
  elder: false,
  city: '440100',
  offer_elder: false,
  badge: { turn: 1, messages: 2 },
}

export const mine: [RegExp, unknown][] = [
  [/\/api\/me\/stamp/, { stamp: '2-1' }],
  [/\/api\/me\/consents/, { consents: [] }],
  [
    /\/api\/consents\//,
    {
      id: 'k',
      state: 'asked',
      open: true,
      face: true,
      say: '请在 11月26日 09:00 前回答',
      until: '2026-11-26T01:00:00Z',
      answered_at: null,
      document: {
        applicant: '周子轩',
        label: '监护人',
        item: '换护照',
        says: '同意孩子换护照',
        lines: [{ label: '姓名', text: '周*轩' }],
        then: '您同意以后，这件事才交给公安出入境。',
        hash: '0'.repeat(64),
      },
    },
  ],
  [
    /\/api\/views\//,
    {
      id: 'social-query',
      title: '查社保',
      plain: '查社保缴了多少、缴了多久',
      phone: '12333',
      department: '人社',
      whose: '林志豪',
      wards: true,
      cards: [
        {
          id: 'pension',
          title: '养老',
          figures: [
            {
              id: 'months',
              label: '累计缴费',
              text: '206 个月',
              amount_fen: null,
              note: '17 年 2 个月',
              tone: '',
              big: true,
            },
            { id: 'balance', label: '个人账户余额', text: '', amount_fen: 8588658, note: '', tone: '', big: false },
          ],
          link: { item: 'pension-verify', say: '去认证' },
          source: '人社',
          as_of: '2026-11-24T01:00:00Z',
          kept: null,
          off: null,
        },
      ],
      rows: {
        head: '每个月的明细',
        years: ['2026'],
        tabs: [{ id: '养老', label: '养老' }],
        places: [],
        year: '2026',
        tab: '养老',
        place: '',
        rows: [{ id: '2026-08-养老', title: '8 月', text: '', amount_fen: 720000, note: '示例', tone: '', facts: [] }],
        empty: '',
      },
      chart: {
        title: '最近 24 个月的缴费基数',
        each: '月',
        bars: [
          { id: '2026-08', height: 720000, text: '2026 年 8 月，基数 7,200.00 元', tick: '', mine: false, facts: [] },
          { id: '2026-09', height: null, text: '2026 年 9 月没有缴费', tick: '', mine: false, facts: [] },
        ],
      },
      papers: [{ year: '2025', name: '个人权益记录单（2025 年）', ready: true }],
      next: [{ item: 'flexible-insured', say: '断缴了，可以自己接着缴' }],
      empty: '',
      off: null,
      line: null,
    },
  ],
  [/\/api\/certificates$/, { certificates: [cert] }],
  [
    /\/api\/me\/receipts/,
    {
      receipts: [
        { order_no: 'o', what: '换护照', amount_fen: 12000, issued_on: '2026-11-25', word: '已交', tone: 'done' },
      ],
      next: null,
    },
  ],
  [/\/codes$/, { code: 'x', url: '', svg: '', seconds: 60, expires_at: '', shows: ['姓名'], hides: ['号码'] }],
  [/\/api\/certificates\//, cert],
  [
    /\/api\/verify/,
    {
      valid: true,
      say: '真的，有效',
      do: '',
      at: '2026-11-24T01:00:00Z',
      lines: [{ label: '姓名', text: '林志豪' }],
      note: '已记下',
    },
  ],
  [
    /\/api\/messages$/,
    {
      messages: [
        {
          id: 'm',
          at: '2026-11-24T01:00:00Z',
          title: '换护照：审核通过',
          say: '请交费',
          tone: 'turn',
          to: '',
          read: false,
        },
      ],
      unread: 1,
    },
  ],
  [
    /\/api\/me\/sessions/,
    {
      sessions: [
        {
          id: 's',
          device: '苹果手机',
          phone: null,
          since: '2026-11-20T01:00:00Z',
          last_seen: '2026-11-24T01:00:00Z',
          here: true,
          mine: true,
        },
      ],
    },
  ],
  [
    /\/api\/me\/closing/,
    {
      blocked_by: [],
      goes: [{ name: '草稿 1 件', say: '填的和传的都删' }],
      stays: [{ name: '办过的 1 件事', say: '10 年' }],
      say: '随时再来',
    },
  ],
  [
    /\/api\/me\/uses/,
    {
      uses: [
        {
          unit: '公安出入境',
          what: ['身份证信息'],
          why: '核对',
          case_no: null,
          at: '2026-11-24T01:00:00Z',
          last_at: '2026-11-24T01:00:00Z',
          times: 1,
        },
      ],
      next: null,
    },
  ],
  [/\/api\/me/, me],
]
