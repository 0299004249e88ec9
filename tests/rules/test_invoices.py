"""Sums, codes and titles of invoices: exact to the fen."""

import base64
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.invoices import goods, orders, reds, scanned, sums, titles
from app.invoices.goods import GENERAL, SMALL, Goods
from app.invoices.reds import Left
from app.invoices.sums import GROSS, NET, Sold, Wrong

A, C = "91440101MADEMA0192", "91440104MADEMC0302"


def sold(name="雨伞", qty="1", price="113.00", rate="0.13", short="日用杂品", less=0):
    return Sold(name, Decimal(qty), Decimal(price), rate, "1060513990000000000", short, less=less)


def cut(qty, price, rate, priced=GROSS):
    (row,) = sums.rows([sold(qty=qty, price=price, rate=rate)], priced)
    return row.amount, row.tax


@pytest.mark.parametrize(
    ("qty", "price", "rate", "priced", "told"),
    [
        ("1", "100.00", "0.06", GROSS, (9434, 566)),
        ("1", "36.80", "0.13", GROSS, (3257, 423)),
        ("0.735", "19.90", "0.13", GROSS, (1295, 168)),
        ("3", "33.33", "0.13", NET, (9999, 1300)),
        ("1", "0.01", "0.13", GROSS, (1, 0)),
        ("1", "128.00", "0.01", GROSS, (12673, 127)),
        ("1", "100.00", "免税", GROSS, (10000, 0)),
    ],
)
def test_a_row_is_parted_into_amount_and_tax(qty, price, rate, priced, told):
    assert cut(qty, price, rate, priced) == told


def test_a_till_roll_with_a_discount_comes_to_the_fen():
    made = sums.rows(
        [
            sold("雨伞", "2", "56.50", less=1130),
            sold("大米", "1", "109.00", "0.09", "谷物"),
            sold("咖啡豆", "1", "36.80", "0.13", "食品"),
        ],
        GROSS,
    )
    assert sums.sums(made) == sums.Sums(22257, 2493) and sums.cn_money(sums.sums(made).total) == "贰佰肆拾柒圆伍角"
    assert [(one.amount, one.tax, one.discount) for one in made[:2]] == [(10000, 1300, False), (-1000, -130, True)]
    assert (made[0].name, made[0].qty, made[0].price) == ("*日用杂品*雨伞", "2", "50")
    sums.balanced(made)
    sums.paid(made, 24750)


def test_many_small_rows_may_be_off_by_one_twenty_seven_and_no_more():
    row = sold(price="0.10", rate="0.06", short="信息技术服务")
    fine, much = sums.rows([row] * 270, GROSS), sums.rows([row] * 280, GROSS)
    sums.balanced(fine)
    assert (sums.sums(fine), f"{sums.off(fine) / 100:.2f}") == (sums.Sums(2430, 270), "1.24")
    with pytest.raises(Wrong, match="合计税额差 1.29 元，请分成两张"):
        sums.balanced(much)
    parts = sums.split(much)
    assert [len(one) for one in parts] == [276, 4] and all(sums.off(one) <= sums.ALL_OFF for one in parts)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"qty": "0"}, "数量要大于 0"),
        ({"price": "-1"}, "价格要大于 0"),
        ({"less": 11301}, "折扣不能超过这一行"),
        ({"name": "*食品*礼盒"}, "简称由系统加，只写名称"),
        ({"name": " "}, "写上卖的是什么"),
        ({"name": "长" * 50}, "名称太长了，最多 41 个汉字"),
    ],
)
def test_a_row_that_cannot_be_is_said_at_its_field(change, words):
    with pytest.raises(Wrong, match=words.replace("*", r"\*")):
        sums.rows([sold(**change)], GROSS)


def test_what_was_paid_is_what_the_rows_say():
    with pytest.raises(Wrong, match=r"明细合计 109.00 元，和收款 113.00 元差 4.00 元"):
        sums.paid(sums.rows([sold(price="109.00", rate="0.09")], GROSS), 11300)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.data())
def test_a_discount_on_the_whole_is_spread_to_the_cent(gross, data):
    less = data.draw(st.integers(0, sum(gross)))
    parts = sums.spread(less, gross)
    assert sum(parts) == less and all(0 <= part <= whole for part, whole in zip(parts, gross, strict=True))


@given(st.integers(1, 10**9), st.sampled_from(["0.13", "0.09", "0.06", "0.03", "0.01", "0.015", "免税"]))
def test_a_gross_row_is_always_what_was_paid_and_in_balance(fen, rate):
    amount, tax = sums.parted(fen, rate, GROSS)
    assert amount + tax == fen and abs(amount * sums.share(rate) - tax) <= 1


@pytest.mark.parametrize(
    ("fen", "words"),
    [(24750, "贰佰肆拾柒圆伍角"), (1000500, "壹万零伍圆整"), (100000007, "壹佰万圆零柒分"), (-5650, "（负数）伍拾陆圆伍角"), (0, "零圆整")],
)
def test_a_sum_in_capitals(fen, words):
    assert sums.cn_money(fen) == words


UMBRELLA = Goods("1060513990000000000", "日用杂品", "日用杂品", ["0.13"], ["0.01", "0.03"], False)
RICE = Goods("1010101000000000000", "谷物", "大米", ["0.09"], ["0.01", "0.03"], True)
DAY = date(2026, 11, 23)


def test_goods_have_the_rates_of_whoever_sells_them():
    assert goods.rates(RICE, GENERAL, DAY) == ["0.09", "免税"] and goods.rates(UMBRELLA, SMALL, DAY) == ["0.01", "0.03"]
    assert goods.rates(UMBRELLA, SMALL, date(2028, 1, 1)) == ["0.03"]
    assert goods.rate_fault(RICE, GENERAL, "0.13", DAY) == "“大米”的税率是 9%、免税"
    assert goods.rate_fault(UMBRELLA, SMALL, "0.13", DAY) == "小规模纳税人没有 13%"
    assert goods.rate_fault(RICE, GENERAL, "免税", DAY, "31") == "免税的不能开专票"


def test_whom_no_such_invoice_is_given_is_said_before_anybody_is_asked():
    assert goods.buyer_fault("31", True, "", C) == ("kind", "个人抬头不能开专票")
    assert goods.buyer_fault("32", False, C, C) == ("tax_no", "不能给自己开票")
    assert goods.buyer_fault("31", False, A, C) is None


DEMO = f"广州云山示例科技有限公司</>{A}</>广州市天河区示例路1号 020-00000000</>示例银行广州分行 4400000000000000001</>"


def coded(payload, check="", charset="utf-8"):
    return f"$01{base64.b64encode((payload + check).encode(charset)).decode()}$"


def test_the_demo_title_is_read_whole():
    text = coded(DEMO, "5706")
    assert len(text) == 216
    told = titles.Scanned("广州云山示例科技有限公司", A, "广州市天河区示例路1号", "020-00000000", "示例银行广州分行", "4400000000000000001")
    assert titles.read(text) == told and titles.read(coded(DEMO, "1CC5")) == told


@pytest.mark.parametrize(
    ("payload", "check"),
    [
        ("北京国税123456789</>9XXxx123456789XXxx</>北京市通州区正在大厦123456789</>中国银行123456789</>", 0x201A),
        (DEMO, 0x5706),
        ("张三</></></></>", 0x1E91),
        ("林志豪</></></></>", 0x884D),
        ("示例11</></></></>", 0x09F1),
    ],
)
def test_the_check_is_the_published_one(payload, check):
    assert titles.crc(payload.encode("gbk")) == check


def test_a_check_without_its_zero_or_over_the_other_charset_is_equal():
    assert titles.read(coded("示例11</></></></>", "9f1")).doubt == ""
    assert titles.read("$015byg5LiJPC8+PC8+PC8+PC8+MUU5MQ==$") == titles.Scanned("张三", "", "", "", "", "")
    assert titles.read(coded("张三</></></></>", "AEB8")).doubt == ""
    assert titles.read(coded("张三</></></></>", "1E91", "gbk")).name == "张三"


def test_one_character_changed_is_doubted_and_the_fields_are_there():
    told = titles.read(coded(DEMO.replace("天河", "夫河"), "5706"))
    assert (told.doubt, told.tax_no, told.name) == ("码的校验不一致，请核对税号", A, "广州云山示例科技有限公司")


def test_every_single_bit_that_is_turned_is_noticed():
    raw = DEMO.encode("gbk")
    right = titles.crc(raw)
    for at in range(len(raw) * 8):
        turned = bytearray(raw)
        turned[at // 8] ^= 1 << at % 8
        assert titles.crc(bytes(turned)) != right


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$02abcd$", "新版抬头码，请升级"),
        ("$01%%%$", "不是抬头码"),
        (coded("只有</>三</>段"), "抬头码不完整，请客人重新显示"),
        ("你好", "不是抬头码"),
    ],
)
def test_what_is_no_title_is_told_so(text, words):
    with pytest.raises(titles.NoTitle, match=words):
        titles.read(text)


def test_address_and_phone_are_told_apart_by_their_tail():
    assert titles.halves("广州市示例路1号020-00000000", titles._PHONE) == ("广州市示例路1号", "020-00000000")
    assert titles.halves("示例银行|4400000001", titles._ACCOUNT) == ("示例银行", "4400000001")
    assert titles.halves("只有地址", titles._PHONE) == ("只有地址", "")
    assert (titles.personal("张三", ""), titles.personal("张三", "440199199208200010"), titles.personal("云山", A)) == (None, True, False)


KEY, PAID = bytes(range(32)), 1795395600000
CODE = ("S0002", "T20261123-0007", 12800, PAID)


def test_an_order_code_is_signed_and_lives_thirty_days_to_the_millisecond():
    assert orders.signature(KEY, *CODE) == "yL_U_0b_3BLXk87-pxHlNw"
    code = orders.taken_apart(orders.link("https://example.invalid", KEY, *CODE))
    last = PAID + 30 * 24 * 3600 * 1000
    orders.verify(code, [b"other", KEY], last)
    with pytest.raises(orders.BadCode, match="超过 30 天"):
        orders.verify(code, [KEY], last + 1)
    with pytest.raises(orders.BadCode, match="开票码不对"):
        orders.verify(orders.Code("S0002", "T20261123-0007", 12801, PAID, code.sig), [KEY], PAID)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (coded(DEMO, "5706"), "title"),
        ("https://mp.weixin.qq.com/intp/invoice/usertitlewxa?action=list_auth&invoice_key=x", "wechat"),
        (orders.link("https://example.invalid", KEY, *CODE), "order"),
        ("01,32,,26442000000000000011,128.00,20261120,,7A3C", "invoice"),
        ("134567890123456789", "payment"),
        (A, "tax_no"),
        ("哈哈", "other"),
    ],
)
def test_what_is_under_the_lens_is_told_apart(text, kind):
    assert scanned.look(text).kind == kind


def test_the_digits_of_a_payment_code_are_said_to_nobody():
    assert scanned.look("134567890123456789") == scanned.Seen("payment", "这是付款码，我们不收款，请删掉")
    assert scanned.look("一段很长很长很长很长的话") == scanned.Seen("other", "不是抬头码：一段很长很长很长很长的话")
    assert scanned.look("01,32,,26442000000000000011,128.00,20261120,,7A3C").invoice_no == "26442000000000000011"


BLUE = {1: Left(10000, 1300, "0.13"), 2: Left(10000, 900, "0.09")}


def test_what_is_taken_back_never_exceeds_what_is_left():
    assert reds.parts(BLUE, "02", {1: 5000}) == [reds.Part(1, 5000, 650)]
    assert reds.parts(BLUE, "01", None) == [reds.Part(1, 10000, 1300), reds.Part(2, 10000, 900)]
    with pytest.raises(Wrong, match=r"这一行最多还能冲 50.00 元"):
        reds.parts({1: Left(5000, 650, "0.13")}, "02", {1: 6000})
    with pytest.raises(Wrong, match="开票有误要整张冲"):
        reds.parts(BLUE, "01", {1: 5000})
    with pytest.raises(Wrong, match="写上要冲多少"):
        reds.parts(BLUE, "04", {1: 0})
    with pytest.raises(Wrong, match="已经全部冲红"):
        reds.parts({1: Left(0, 0, "0.13")}, "01", None)


def test_the_last_part_takes_the_rest_of_the_tax():
    odd = {1: Left(10001, 1300, "0.13")}
    (first,) = reds.parts(odd, "02", {1: 3333})
    left = {1: Left(10001 - first.amount, 1300 - first.tax, "0.13")}
    (second,) = reds.parts(left, "02", {1: left[1].amount})
    assert (first.amount + second.amount, first.tax + second.tax) == (10001, 1300)


def test_who_must_agree_follows_from_use_and_books():
    assert (reds.asks(False, False, False), reds.asks(True, False, False), reds.asks(False, True, True)) == ("01", "02", "03")
    with pytest.raises(Wrong, match="没抵扣也没入账，请销方直接冲"):
        reds.asks(False, False, True)


def test_a_confirmation_lapses_after_72_hours_over_the_weekend_too():
    entered = datetime(2026, 11, 27, 14, tzinfo=UTC)  # Friday 22:00
    assert reds.lapses(entered) == datetime(2026, 11, 30, 14, tzinfo=UTC) == entered + timedelta(hours=72)
    assert reds.all_taken(22200, [-5650, -5650, -10900]) and not reds.all_taken(22200, [-5650])
