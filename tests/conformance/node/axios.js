// wechatpay-axios-plugin unchanged; its documented baseURL option points at the sandbox.
const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { gunzipSync } = require('node:zlib');
const { Wechatpay, Formatter, Rsa, Aes: { AesGcm } } = require('wechatpay-axios-plugin');
const { read, control, Ear, run } = require('./job.js');

const TOTAL = 12345;
const PARTS = [1, 2344, 5000];
const PERSON = 'lin-zhihao';
const fen = (yuan) => Math.round(Number(yuan) * 100);

async function main() {
  const job = await read();
  const call = (method, path, body) => control(job, method, path, body);
  const card = (await call('GET', '/merchants')).find((one) => one.mchid === job.mchid);
  const partner = job.party === 'partner';
  const sub = partner ? Object.values(card.sub_mchids)[0] : undefined;
  const openid = (await call('GET', '/people')).find((one) => one.id === PERSON).openid[card.appid];
  const ear = await new Ear().open();
  const secret = card.apiv3_key;
  const paid = {};
  const refunded = {};
  const certs = {};
  const fresh = () => `conf${Formatter.nonce(16)}`;
  let wxpay;
  let number;
  let prepayId;
  let transaction;
  let bill;

  function build(known) {
    return new Wechatpay({ baseURL: job.url, mchid: card.mchid, serial: card.serial, privateKey: card.private_key, certs: { ...known } });
  }

  // The certificates come unverified the first time: nobody holds a key yet. The package opens them.
  async function download() {
    const first = build({ none: Buffer.from(card.public_key) });
    const { data } = await first.v3.certificates.get({ transformResponse: [(text) => JSON.parse(text)] });
    data.data.forEach(({ serial_no: serial, encrypt_certificate: { ciphertext, nonce, associated_data: aad } }) => {
      certs[serial] = Buffer.from(AesGcm.decrypt(ciphertext, secret, nonce, aad));
    });
    const { data: again } = await build(certs).v3.certificates.get();
    assert.equal(again.data.length, data.data.length, 'verified with what was downloaded');
  }

  async function keys() {
    if (job.mode !== 'certificate') certs[card.public_key_id] = Buffer.from(card.public_key);
    if (job.mode !== 'public_key') await download();
    wxpay = build(certs);
    return `${Object.keys(certs).length} key(s)`;
  }

  const orders = () => (partner ? wxpay.v3.pay.partner.transactions : wxpay.v3.pay.transactions);
  const parties = () => (partner ? { sp_mchid: card.mchid, sub_mchid: sub } : { mchid: card.mchid });

  async function prepay(outTradeNo, total) {
    const who = partner
      ? { sp_appid: card.appid, ...parties(), payer: { sp_openid: openid } }
      : { appid: card.appid, ...parties(), payer: { openid } };
    const { data } = await orders().jsapi.post({
      ...who, description: '护照工本费', out_trade_no: outTradeNo, notify_url: ear.url, amount: { total, currency: 'CNY' },
    });
    return data.prepay_id;
  }

  async function order() {
    number = fresh();
    prepayId = await prepay(number, TOTAL);
    assert.equal(await prepay(number, TOTAL), prepayId, 'same order again');
    return `${prepayId.slice(0, 12)}…`;
  }

  // paySign by the client's own signer; the sandbox opens the sheet only when it is right.
  async function pay(id = prepayId) {
    const sheet = { appId: card.appid, timeStamp: `${Formatter.timestamp()}`, nonceStr: Formatter.nonce(), package: `prepay_id=${id}` };
    const text = Formatter.joinedByLineFeed(sheet.appId, sheet.timeStamp, sheet.nonceStr, sheet.package);
    const key = Rsa.from(card.private_key, Rsa.KEY_TYPE_PRIVATE);
    const shown = await call('POST', '/pay/sheet', { ...sheet, signType: 'RSA', paySign: Rsa.sign(text, key) });
    assert.deepEqual(await call('POST', '/pay/confirm', { prepay_id: id, action: 'pay' }), { state: 'SUCCESS' });
    return `${shown.amount_fen} fen`;
  }

  // As the package's own guide does it: serial, verify, decrypt.
  function open({ headers, body }) {
    const pem = certs[headers['wechatpay-serial']];
    assert.ok(pem, 'unknown serial');
    const text = Formatter.response(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], body);
    if (!Rsa.verify(text, headers['wechatpay-signature'], Rsa.from(pem, Rsa.KEY_TYPE_PUBLIC))) return null;
    const message = JSON.parse(body);
    const { ciphertext, nonce, associated_data: aad } = message.resource;
    return { event: message.event_type, plain: JSON.parse(AesGcm.decrypt(ciphertext, secret, nonce, aad)) };
  }

  async function notification() {
    const { event, plain } = open(await ear.next());
    assert.equal(event, 'TRANSACTION.SUCCESS');
    assert.deepEqual([plain.out_trade_no, plain.amount.total, plain.trade_state], [number, TOTAL, 'SUCCESS']);
    transaction = plain.transaction_id;
    paid[number] = TOTAL;
    return 'opened';
  }

  async function query() {
    const { data } = await orders().outTradeNo.$out_trade_no$.get({ params: parties(), out_trade_no: number });
    assert.deepEqual([data.trade_state, data.amount.payer_total], ['SUCCESS', TOTAL]);
    const again = await orders().id.$transaction_id$.get({ params: parties(), transaction_id: transaction });
    assert.deepEqual(again.data, data);
    return data.trade_state;
  }

  async function close() {
    const other = fresh();
    await prepay(other, 1);
    const { status } = await orders().outTradeNo.$out_trade_no$.close.post(parties(), { out_trade_no: other });
    assert.equal(status, 204);
    const { data } = await orders().outTradeNo.$out_trade_no$.get({ params: parties(), out_trade_no: other });
    assert.equal(data.trade_state, 'CLOSED');
    await assert.rejects(
      orders().outTradeNo.$out_trade_no$.get({ params: parties(), out_trade_no: 'nobody-ordered' }),
      (error) => error.response.status === 404 && error.response.data.code === 'ORDER_NOT_EXIST',
    );
    return '204, CLOSED';
  }

  const refund = (outRefundNo, amount) => wxpay.v3.refund.domestic.refunds.post({
    ...(partner ? { sub_mchid: sub } : {}),
    out_trade_no: number,
    out_refund_no: outRefundNo,
    reason: '审批未通过',
    notify_url: ear.url,
    amount: { refund: amount, total: TOTAL, currency: 'CNY' },
  });

  async function refunds() {
    for (const [part, amount] of PARTS.entries()) {
      const name = `${number}-r${part}`;
      assert.equal((await refund(name, amount)).data.status, 'PROCESSING');
      assert.equal((await refund(name, amount)).data.amount.refund, amount, 'same refund again');
      refunded[name] = amount;
    }
    await assert.rejects(refund(`${number}-r9`, TOTAL), (error) => error.response.data.code === 'INVALID_REQUEST');
    return PARTS.join(' + ');
  }

  async function refundNotices() {
    const heard = {};
    for (const name of Object.keys(refunded)) await call('POST', `/refunds/${name}`, { status: 'SUCCESS' });
    for (let left = PARTS.length; left; left -= 1) {
      const { event, plain } = open(await ear.next());
      assert.equal(event, 'REFUND.SUCCESS');
      heard[plain.out_refund_no] = plain.amount.refund;
    }
    assert.deepEqual(heard, refunded);
    return `${PARTS.length} opened`;
  }

  async function refundQuery() {
    assert.equal(Object.keys(refunded).length, PARTS.length);
    for (const [name, amount] of Object.entries(refunded)) {
      const params = partner ? { sub_mchid: sub } : {};
      const { data } = await wxpay.v3.refund.domestic.refunds.$out_refund_no$.get({ params, out_refund_no: name });
      assert.deepEqual([data.status, data.amount.refund], ['SUCCESS', amount]);
    }
    return 'SUCCESS';
  }

  // A wrong signature, then the good copy: the client must tell them apart.
  async function forgedNotice() {
    await call('POST', '/faults', { match: { path: '/notify' }, kind: 'signtest' });
    const other = fresh();
    await pay(await prepay(other, 7));
    paid[other] = 7;
    assert.equal(open(await ear.next()), null, 'the client took a probe for good');
    assert.equal(open(await ear.next()).plain.out_trade_no, other);
    return 'probe refused';
  }

  async function file(path, params) {
    const { data } = await wxpay.v3.bill[path].get({ params: { ...params, tar_type: 'GZIP' } });
    const { pathname, searchParams } = new URL(data.download_url);
    assert.equal(pathname, '/v3/billdownload/file');
    const answer = await wxpay.v3.billdownload.file.get({ params: { token: searchParams.get('token') }, responseType: 'arraybuffer' });
    const raw = gunzipSync(answer.data);
    assert.equal(createHash('sha1').update(raw).digest('hex'), data.hash_value, 'SHA1');
    return Formatter.castCsvBill(raw);
  }

  const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

  async function tradeBill() {
    await call('POST', `/bills/${card.mchid}/${today()}`, {});
    bill = await file('tradebill', { bill_date: today(), bill_type: 'ALL', ...(partner ? { sub_mchid: sub } : {}) });
    return `${bill.rows.length} rows`;
  }

  async function reconcile() {
    const theirs = { paid: {}, refunded: {} };
    bill.rows.forEach((row) => {
      if (row['交易状态'] === 'REFUND') theirs.refunded[row['商户退款单号']] = fen(row['申请退款金额']);
      else theirs.paid[row['商户订单号']] = fen(row['订单金额']);
    });
    assert.deepEqual(theirs, { paid, refunded });
    const sum = (all) => Object.values(all).reduce((one, other) => one + other, 0);
    assert.deepEqual([fen(bill.summary['订单总金额']), fen(bill.summary['申请退款总金额'])], [sum(paid), sum(refunded)]);
    return '0 fen apart';
  }

  async function fundFlow() {
    const { rows } = await file('fundflowbill', { bill_date: today(), account_type: 'BASIC' });
    const moved = rows.reduce((sum, row) => sum + fen(row['收支金额(元)']) * (row['收支类型'] === '收入' ? 1 : -1), 0);
    const booked = Object.values(paid).reduce((a, b) => a + b) - Object.values(refunded).reduce((a, b) => a + b);
    assert.equal(moved, booked - bill.rows.reduce((sum, row) => sum + fen(row['手续费']), 0));
    return `${moved} fen`;
  }

  async function forgedReply() {
    await call('POST', '/faults', { match: { path: '/v3/pay' }, kind: 'bad_signature' });
    await assert.rejects(
      orders().outTradeNo.$out_trade_no$.get({ params: parties(), out_trade_no: number }),
      (error) => error.code === 'EV3_RES_HEADER_SIGNATURE_DIGEST',
    );
    return 'refused';
  }

  // The message goes out sealed for WeChat's key and comes back sealed for the merchant's.
  async function echo() {
    const serial = Object.keys(certs)[0];
    const sealed = Rsa.encrypt('秘密', Rsa.from(certs[serial], Rsa.KEY_TYPE_PUBLIC));
    const { data } = await wxpay.v3.security.echo.post(
      { echo_message: '省事', encrypted_echo_message: sealed }, { headers: { 'Wechatpay-Serial': serial } },
    );
    const key = Rsa.from(card.private_key, Rsa.KEY_TYPE_PRIVATE);
    assert.deepEqual([data.echo_message, Rsa.decrypt(data.encrypted_echo_message, key)], ['省事', '秘密']);
    return '秘密';
  }

  // Twenty answers, signed now by the one key and now by the other; the client holds both.
  async function bothKeys() {
    const seen = new Set();
    for (let count = 0; count < 20; count += 1) {
      const { headers } = await orders().outTradeNo.$out_trade_no$.get({ params: parties(), out_trade_no: number });
      seen.add(headers['wechatpay-serial']);
    }
    assert.equal(seen.size, 2);
    return '2 keys heard';
  }

  await run([
    ['keys', keys], ['order', order], ['pay', () => pay()], ['notification', notification], ['query', query], ['close', close],
    ['three refunds', refunds], ['refund notices', refundNotices], ['refund query', refundQuery], ['forged notice', forgedNotice],
    ['trade bill', tradeBill], ['reconcile', reconcile], ...(partner ? [] : [['fund flow', fundFlow]]),
    ['forged reply', forgedReply], ['echo', echo], ...(job.mode === 'migrating' ? [['both keys', bothKeys]] : []),
  ]);
  process.exit(0);
}

main();
