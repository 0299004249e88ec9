// wechatpay-node-v3 unchanged: its createHttp, made for this, hands calls to its own PayRequest with another host.
// It knows direct merchants and certificates, and verifies notifications, not answers.
const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const WxPay = require('wechatpay-node-v3');
const { PayRequest } = require('wechatpay-node-v3/dist/lib/pay-request');
const { read, control, Ear, run } = require('./job.js');

const HOST = 'https://api.mch.weixin.qq.com';
const TOTAL = 12345;
const PARTS = [1, 2344, 5000];
const PERSON = 'lin-zhihao';
const fen = (yuan) => Math.round(Number(yuan) * 100);

async function main() {
  const job = await read();
  const call = (method, path, body) => control(job, method, path, body);
  const card = (await call('GET', '/merchants')).find((one) => one.mchid === job.mchid);
  const openid = (await call('GET', '/people')).find((one) => one.id === PERSON).openid[card.appid];
  const ear = await new Ear().open();
  const inner = new PayRequest();
  const there = (verb) => (url, ...rest) => inner[verb](url.replace(HOST, job.url), ...rest);
  const pay = new WxPay({
    appid: card.appid,
    mchid: card.mchid,
    serial_no: card.serial,
    publicKey: Buffer.from(card.public_key),
    privateKey: Buffer.from(card.private_key),
    key: card.apiv3_key,
  });
  pay.createHttp({ get: there('get'), post: there('post'), upload: there('upload') });
  const paid = {};
  const refunded = {};
  let count = 0;
  const fresh = () => `conf${Date.now()}${count += 1}`;
  let number;
  let sheet;
  let transaction;
  let rows;

  async function keys() {
    const found = await pay.get_certificates(card.apiv3_key);
    assert.equal(found.length, 1);
    assert.match(found[0].publicKey, /BEGIN PUBLIC KEY/);
    return `${found.length} certificate`;
  }

  const order = (name, total) => pay.transactions_jsapi({
    description: '护照工本费', out_trade_no: name, notify_url: ear.url, amount: { total, currency: 'CNY' }, payer: { openid },
  });

  async function ordering() {
    number = fresh();
    const answer = await order(number, TOTAL);
    assert.equal(answer.status, 200, answer.error);
    sheet = answer.data;
    assert.equal((await order(number, TOTAL)).data.package, sheet.package, 'same order again');
    return `${sheet.package.slice(10, 22)}…`;
  }

  // The client itself signed the sheet.
  async function paying(given = sheet) {
    const shown = await call('POST', '/pay/sheet', given);
    assert.deepEqual(await call('POST', '/pay/confirm', { prepay_id: shown.prepay_id, action: 'pay' }), { state: 'SUCCESS' });
    return `${shown.amount_fen} fen`;
  }

  async function open({ headers, body }) {
    const good = await pay.verifySign({
      timestamp: headers['wechatpay-timestamp'],
      nonce: headers['wechatpay-nonce'],
      serial: headers['wechatpay-serial'],
      signature: headers['wechatpay-signature'],
      body,
      apiSecret: card.apiv3_key,
    });
    if (!good) return null;
    const message = JSON.parse(body);
    const { ciphertext, nonce, associated_data: aad } = message.resource;
    return { event: message.event_type, plain: pay.decipher_gcm(ciphertext, aad, nonce) };
  }

  async function notification() {
    const { event, plain } = await open(await ear.next());
    assert.deepEqual([event, plain.out_trade_no, plain.amount.total], ['TRANSACTION.SUCCESS', number, TOTAL]);
    transaction = plain.transaction_id;
    paid[number] = TOTAL;
    return 'opened';
  }

  async function forgedNotice() {
    await call('POST', '/faults', { match: { path: '/notify' }, kind: 'signtest' });
    const other = fresh();
    await paying((await order(other, 7)).data);
    paid[other] = 7;
    assert.equal(await open(await ear.next()), null, 'the client took a probe for good');
    assert.equal((await open(await ear.next())).plain.out_trade_no, other);
    return 'probe refused';
  }

  async function query() {
    const { data } = await pay.query({ out_trade_no: number });
    assert.deepEqual([data.trade_state, data.amount.payer_total], ['SUCCESS', TOTAL]);
    assert.deepEqual((await pay.query({ transaction_id: transaction })).data, data);
    return data.trade_state;
  }

  async function close() {
    const other = fresh();
    await order(other, 1);
    assert.equal((await pay.close(other)).status, 204);
    assert.equal((await pay.query({ out_trade_no: other })).data.trade_state, 'CLOSED');
    const missing = await pay.query({ out_trade_no: 'nobody-ordered' });
    assert.deepEqual([missing.status, JSON.parse(missing.error).code], [404, 'ORDER_NOT_EXIST']);
    return '204, CLOSED';
  }

  const refund = (name, amount) => pay.refunds({
    out_trade_no: number, out_refund_no: name, reason: '审批未通过', notify_url: ear.url,
    amount: { refund: amount, total: TOTAL, currency: 'CNY' },
  });

  async function refunds() {
    for (const [part, amount] of PARTS.entries()) {
      const name = `${number}-r${part}`;
      const answer = await refund(name, amount);
      assert.equal(answer.data?.status, 'PROCESSING', answer.error);
      assert.equal((await refund(name, amount)).data.amount.refund, amount, 'same refund again');
      refunded[name] = amount;
    }
    assert.equal(JSON.parse((await refund(`${number}-r9`, TOTAL)).error).code, 'INVALID_REQUEST');
    return PARTS.join(' + ');
  }

  async function refundNotices() {
    const heard = {};
    for (const name of Object.keys(refunded)) await call('POST', `/refunds/${name}`, { status: 'SUCCESS' });
    for (let left = PARTS.length; left; left -= 1) {
      const { event, plain } = await open(await ear.next());
      assert.equal(event, 'REFUND.SUCCESS');
      heard[plain.out_refund_no] = plain.amount.refund;
    }
    assert.deepEqual(heard, refunded);
    return `${PARTS.length} opened`;
  }

  async function refundQuery() {
    assert.equal(Object.keys(refunded).length, PARTS.length);
    for (const [name, amount] of Object.entries(refunded)) {
      const { data } = await pay.find_refunds(name);
      assert.deepEqual([data.status, data.amount.refund], ['SUCCESS', amount]);
    }
    return 'SUCCESS';
  }

  const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

  async function tradeBill() {
    await call('POST', `/bills/${card.mchid}/${today()}`, {});
    const { data } = await pay.tradebill({ bill_date: today(), bill_type: 'ALL' });
    // The client signs over the path it gets by cutting off WeChat's host: it is given that host back.
    const { data: text } = await pay.downloadBill(data.download_url.replace(job.url, HOST));
    const marked = text.startsWith('\ufeff') ? text : `\ufeff${text}`;
    assert.equal(createHash('sha1').update(marked).digest('hex'), data.hash_value, 'SHA1');
    const lines = marked.slice(1).trimEnd().split('\r\n');
    const names = lines[0].split(',');
    rows = lines.slice(1, -2).map((line) => Object.fromEntries(line.slice(1).split(',`').map((value, at) => [names[at], value])));
    return `${rows.length} rows`;
  }

  async function reconcile() {
    const theirs = { paid: {}, refunded: {} };
    rows.forEach((row) => {
      if (row['交易状态'] === 'REFUND') theirs.refunded[row['商户退款单号']] = fen(row['申请退款金额']);
      else theirs.paid[row['商户订单号']] = fen(row['订单金额']);
    });
    assert.deepEqual(theirs, { paid, refunded });
    return '0 fen apart';
  }

  await run([
    ['keys', keys], ['order', ordering], ['pay', () => paying()], ['notification', notification], ['query', query], ['close', close],
    ['three refunds', refunds], ['refund notices', refundNotices], ['refund query', refundQuery], ['forged notice', forgedNotice],
    ['trade bill', tradeBill], ['reconcile', reconcile],
  ]);
  process.exit(0);
}

main();
