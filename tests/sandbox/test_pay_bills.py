"""Bills of the sandbox over real HTTP: when they exist, what stands in them, how they lie on request."""

import gzip
import hashlib
import time
from datetime import datetime, timedelta, timezone

import pytest
import requests
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.sandbox.merchant import DIRECT, PARTNER, Merchant

BEIJING = timezone(timedelta(hours=8))
ALL = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
    "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


@pytest.fixture
def shop(sandbox):
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    return Merchant(sandbox, DIRECT)


def today(ahead=0.0):
    return datetime.now(BEIJING).date() + timedelta(days=ahead)


def next_day_at(hour):
    """Seconds the business clock must be ahead so that it is this hour of tomorrow in Beijing."""
    now = datetime.now(BEIJING)
    then = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), BEIJING) + timedelta(hours=hour)
    return (then - now).total_seconds()


def ask(shop, day, bill="tradebill", **more):
    query = "&".join(f"{name}={value}" for name, value in {"bill_date": day, **more}.items())
    return shop.call("GET", f"/v3/bill/{bill}?{query}")


def fetch(shop, answer):
    """The uncompressed file behind an answer."""
    url = answer.json()["download_url"]
    assert url.startswith(shop.url + "/v3/billdownload/file?token=")
    return shop.call("GET", url.removeprefix(shop.url))


def read(raw):
    """(header, rows as dicts, summary header, summary) of a file's bytes."""
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows, summary, sums = raw.decode("utf-8-sig").removesuffix("\r\n").split("\r\n")
    assert all(row.startswith("`") for row in (*rows, sums))
    names = head.split(",")
    parted = [row[1:].split(",`") for row in rows]
    assert all(len(row) == len(names) for row in parted)
    return head, [dict(zip(names, row, strict=True)) for row in parted], summary, sums[1:].split(",`")


def refused(answer):
    return answer.status_code, answer.json()["code"]


def a_day_of_trade(shop):
    """Two payments and two refunds, one done and one on its way; and one that was closed."""
    first = shop.paid("order-1", 12000, attach="case:1,a")
    shop.paid("order-2", 1)
    shop.refund("order-1", "refund-1", 5000, 12000)
    shop.refund("order-1", "refund-2", 1, 12000)
    shop.refund("order-2", "refund-3", 1, 1)
    shop.sandbox.control("POST", "/refunds/refund-1", status="SUCCESS")
    shop.sandbox.control("POST", "/refunds/refund-3", status="CLOSED")
    return first


def test_a_bill_has_27_columns_backticks_and_sums(sandbox, shop):
    transaction = a_day_of_trade(shop)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    answer = ask(shop, today())
    assert answer.status_code == 200 and shop.verifies(answer.headers, answer.content)
    file = fetch(shop, answer)
    assert "Wechatpay-Signature" not in file.headers and "Request-ID" in file.headers
    assert answer.json()["hash_type"] == "SHA1"
    assert hashlib.sha1(file.content).hexdigest() == answer.json()["hash_value"]

    head, rows, summary, sums = read(file.content)
    assert (head, summary) == (ALL, SUMMARY)
    assert [(row["商户订单号"], row["交易状态"], row["订单金额"], row["申请退款金额"]) for row in rows] == [
        ("order-1", "SUCCESS", "120.00", "0.00"),
        ("order-2", "SUCCESS", "0.01", "0.00"),
        ("order-1", "REFUND", "0.00", "50.00"),
        ("order-1", "REFUND", "0.00", "0.01"),
        ("order-2", "REFUND", "0.00", "0.01"),
    ]
    paid, done = rows[0], rows[2]
    assert paid | {"交易时间": ""} == {
        **dict.fromkeys(ALL.split(","), ""),
        "公众账号ID": shop.appid,
        "商户号": DIRECT,
        "特约商户号": "0",
        "微信订单号": transaction,
        "商户订单号": "order-1",
        "用户标识": shop.openid,
        "交易类型": "JSAPI",
        "交易状态": "SUCCESS",
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        "应结订单金额": "120.00",
        "代金券金额": "0.00",
        "微信退款单号": "0",
        "商户退款单号": "0",
        "退款金额": "0.00",
        "充值券退款金额": "0.00",
        "商品名称": "护照工本费",
        "商户数据包": "case:1，a",
        "手续费": "0.00000",
        "费率": "0.00%",
        "订单金额": "120.00",
        "申请退款金额": "0.00",
    }
    assert datetime.strptime(paid["交易时间"], "%Y-%m-%d %H:%M:%S").date() == today()
    assert (done["商户退款单号"], done["退款金额"], done["退款类型"], done["退款状态"]) == ("refund-1", "50.00", "ORIGINAL", "SUCCESS")
    assert [row["退款状态"] for row in rows[3:]] == ["PROCESSING", "FAIL"]
    assert sums == ["5", "120.01", "50.02", "0.00", "0.00000", "120.01", "50.02"]


def test_every_refund_that_was_accepted_says_what_it_has_come_to(sandbox, shop):
    shop.paid("order-1", 12000)
    for number, status in (("r-done", "SUCCESS"), ("r-closed", "CLOSED"), ("r-odd", "ABNORMAL"), ("r-under-way", "")):
        shop.refund("order-1", number, 100, 12000)
        if status:
            sandbox.control("POST", f"/refunds/{number}", status=status)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    _, rows, _, _ = read(fetch(shop, ask(shop, today(), bill_type="REFUND")).content)
    assert [(row["商户退款单号"], row["退款状态"]) for row in rows] == [
        ("r-done", "SUCCESS"),
        ("r-closed", "FAIL"),
        ("r-odd", "CHANGE"),
        ("r-under-way", "PROCESSING"),
    ]


def test_line_ends_and_commas_of_a_merchant_never_break_a_line(sandbox, shop):
    shop.paid("order-1", 100, description="护照\r\n加急,快", attach="a,`b\x01c\n")
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    _, rows, _, _ = read(fetch(shop, ask(shop, today())).content)
    assert [(row["商品名称"], row["商户数据包"]) for row in rows] == [("护照\\r\\n加急，快", "a，`b c\\n")]


def test_success_and_refund_bills_have_their_own_columns(sandbox, shop):
    a_day_of_trade(shop)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    head, rows, summary, sums = read(fetch(shop, ask(shop, today(), bill_type="SUCCESS")).content)
    assert (len(head.split(",")), len(rows)) == (20, 2)
    assert (summary, sums) == ("总交易单数,应结订单总金额,手续费总金额,订单总金额", ["2", "120.01", "0.00000", "120.01"])
    head, rows, _, sums = read(fetch(shop, ask(shop, today(), bill_type="REFUND")).content)
    assert (len(head.split(",")), len(rows), sums[0], sums[6]) == (29, 3, "3", "50.02")
    assert rows[0]["退款成功时间"][:10] == str(today()) and rows[1]["退款成功时间"] == ""
    assert refused(ask(shop, today(), bill_type="RECHARGE_REFUND")) == (400, "NO_STATEMENT_EXIST")
    assert refused(ask(shop, today(), bill_type="ALL_SPECIAL")) == (403, "NO_AUTH")
    assert refused(ask(shop, today(), bill_type="EVERYTHING")) == (400, "PARAM_ERROR")


def test_a_packed_bill_has_the_hash_of_the_unpacked_bytes(sandbox, shop):
    a_day_of_trade(shop)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    answer = ask(shop, today(), tar_type="GZIP")
    plain = gzip.decompress(fetch(shop, answer).content)
    assert hashlib.sha1(plain).hexdigest() == answer.json()["hash_value"]
    assert plain == fetch(shop, ask(shop, today())).content


def test_a_bill_opens_at_ten_the_next_day_and_then_stays_as_it_is(sandbox, shop):
    shop.paid("order-1", 100)
    shop.refund("order-1", "r1", 40, 100)
    assert refused(ask(shop, today())) == (400, "INVALID_REQUEST")
    assert refused(ask(shop, today(1))) == (400, "INVALID_REQUEST")
    sandbox.control("POST", "/clock", ahead=next_day_at(9.9))
    assert refused(ask(shop, today())) == (400, "STATEMENT_CREATING")
    sandbox.control("POST", "/clock", ahead=next_day_at(10.1))
    before = fetch(shop, ask(shop, today())).content
    sandbox.control("POST", "/refunds/r1", status="SUCCESS")
    assert fetch(shop, ask(shop, today())).content == before
    assert read(before)[1][1]["退款状态"] == "PROCESSING"
    sandbox.control("POST", "/clock", ahead=next_day_at(10.1) + 93 * 86400)
    assert refused(ask(shop, today(-2))) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("day", ["20261124", "2026-13-01", "2026-W48-2", "yesterday", ""])
def test_a_date_that_is_none_is_a_parameter_error(shop, day):
    assert refused(ask(shop, day)) == (400, "PARAM_ERROR")


def test_a_day_without_trade_has_no_statement(shop):
    assert refused(ask(shop, today(-2))) == (400, "NO_STATEMENT_EXIST")
    assert refused(ask(shop, today(-2), "fundflowbill")) == (400, "NO_STATEMENT_EXIST")


def test_a_link_lives_five_minutes_for_its_merchant_and_for_the_host_that_was_called(sandbox, shop):
    shop.paid("order-1", 100)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    target = ask(shop, today()).json()["download_url"].removeprefix(shop.url)
    assert refused(Merchant(sandbox, PARTNER).call("GET", target)) == (403, "NO_AUTH")
    assert refused(shop.call("GET", "/v3/billdownload/file?token=made-up")) == (400, "INVALID_REQUEST")
    assert requests.get(shop.url + target, headers={"Accept": "*/*", "User-Agent": "tests"}, timeout=5).status_code == 401
    path = f"/v3/bill/tradebill?bill_date={today()}"
    assert shop.call("GET", path, headers={"Host": "pay.example.test"}).json()["download_url"].startswith("http://pay.example.test/v3/")
    sandbox.control("POST", "/clock", ahead=301)
    assert refused(shop.call("GET", target)) == (400, "INVALID_REQUEST")


def test_a_providers_bill_has_all_its_sub_merchants_or_the_one_asked_for(sandbox, shop):
    provider = Merchant(sandbox, PARTNER)
    one, two, three = provider.subs
    provider.paid("order-1", 1000, sub=one)
    provider.paid("order-2", 333, sub=two)
    provider.refund("order-1", "r1", 500, 1000, sub_mchid=one)
    sandbox.control("POST", f"/bills/{PARTNER}/{today()}")
    _, rows, _, sums = read(fetch(provider, ask(provider, today())).content)
    assert [(row["特约商户号"], row["订单金额"], row["手续费"], row["费率"]) for row in rows] == [
        (one, "10.00", "0.06000", "0.60%"),
        (two, "3.33", "0.02000", "0.60%"),
        (one, "0.00", "-0.03000", "0.60%"),
    ]
    assert sums == ["3", "13.33", "5.00", "0.00", "0.05000", "13.33", "5.00"]
    _, rows, _, _ = read(fetch(provider, ask(provider, today(), sub_mchid=two)).content)
    assert [row["商户订单号"] for row in rows] == ["order-2"]
    assert refused(ask(provider, today(), sub_mchid=three)) == (400, "NO_STATEMENT_EXIST")
    assert refused(ask(provider, today(), sub_mchid="1600000001")) == (403, "NO_AUTH")


def test_the_fund_flow_adds_up_to_the_balance(sandbox, shop):
    sandbox.control("POST", f"/consoles/{DIRECT}", fee_share=60)
    sandbox.control("POST", f"/balances/{DIRECT}", balance=5000)
    a_day_of_trade(shop)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    answer = ask(shop, today(), "fundflowbill", account_type="BASIC")
    head, rows, summary, sums = read(fetch(shop, answer).content)
    assert head.startswith("记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元)")
    assert [(row["业务类型"], row["收支类型"], row["收支金额(元)"], row["账户结余(元)"]) for row in rows] == [
        ("交易", "收入", "120.00", "170.00"),
        ("扣除交易手续费", "支出", "0.72", "169.28"),
        ("交易", "收入", "0.01", "169.29"),
        ("退款", "支出", "49.70", "119.59"),
        ("退款", "支出", "0.01", "119.58"),
        ("退款", "支出", "0.01", "119.57"),
        ("退款失败退回", "收入", "0.01", "119.58"),
    ]
    assert rows[3]["备注"] == "退款总金额50.00元;含手续费0.30元"
    assert summary == "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
    assert sums == ["7.0", "3.0", "120.02", "4.0", "50.44"]
    assert sandbox.control("POST", f"/balances/{DIRECT}")["balance"] == 11958
    assert refused(ask(shop, today(), "fundflowbill", account_type="FEES")) == (400, "NO_STATEMENT_EXIST")


def test_a_sub_merchants_fund_flow_is_sealed_for_its_provider(sandbox, shop):
    provider = Merchant(sandbox, PARTNER)
    provider.paid("order-1", 1000, sub=provider.subs[0])
    sandbox.control("POST", f"/bills/{provider.subs[0]}/{today()}")
    more = {"sub_mchid": provider.subs[0], "account_type": "BASIC", "algorithm": "AEAD_AES_256_GCM"}
    body = ask(provider, today(), "sub-merchant-fundflowbill", **more).json()
    (one,) = body["download_bill_list"]
    assert (body["download_bill_count"], one["bill_sequence"], one["hash_type"]) == (1, 1, "SHA1")
    sealed = provider.call("GET", one["download_url"].removeprefix(provider.url)).content
    plain = AESGCM(provider.revealed(one["encrypt_key"]).encode()).decrypt(one["nonce"].encode(), sealed, b"")
    assert hashlib.sha1(plain).hexdigest() == one["hash_value"]
    assert [row["收支金额(元)"] for row in read(plain)[1]] == ["10.00", "0.06"]


def test_a_bill_lies_when_a_person_makes_it(sandbox, shop):
    a_day_of_trade(shop)
    bill = f"/bills/{DIRECT}/{today()}"
    with pytest.raises(AssertionError, match="404"):
        sandbox.control("POST", f"{bill}/rows", action="remove", where={"商户订单号": "order-2"})
    assert sandbox.control("POST", bill) == {"trade": 5, "flow": 6}

    def falsify(**how):
        return sandbox.control("POST", f"{bill}/rows", **how)

    where = {"商户订单号": "order-1", "交易状态": "SUCCESS"}
    assert falsify(action="change", where=where, set={"订单金额": "119.99"}) == {"changed": 1, "rows": 5}
    assert falsify(action="remove", where={"商户订单号": "order-2"}) == {"changed": 2, "rows": 3}
    assert falsify(action="duplicate", where={"商户退款单号": "refund-2"}) == {"changed": 1, "rows": 4}
    assert falsify(action="add", rows=[{"商户订单号": "stranger", "订单金额": "3.00", "应结订单金额": "3.00"}]) == {"changed": 1, "rows": 5}
    answer = ask(shop, today())
    file = fetch(shop, answer).content
    assert hashlib.sha1(file).hexdigest() == answer.json()["hash_value"]
    _, rows, _, sums = read(file)
    assert [(row["商户订单号"], row["订单金额"], row["申请退款金额"]) for row in rows] == [
        ("order-1", "119.99", "0.00"),
        ("order-1", "0.00", "50.00"),
        ("order-1", "0.00", "0.01"),
        ("order-1", "0.00", "0.01"),
        ("stranger", "3.00", "0.00"),
    ]
    assert sums == ["5", "123.00", "50.02", "0.00", "0.00000", "122.99", "50.02"]
    falsify(action="change", where={"商户订单号": "stranger"}, set={"订单金额": "三元"})
    _, rows, _, sums = read(fetch(shop, ask(shop, today())).content)
    assert (rows[-1]["订单金额"], sums[5]) == ("三元", "119.99")
    for wrong in ({"action": "burn", "where": where}, {"action": "change", "where": {"金额": "1"}}):
        with pytest.raises(AssertionError, match="400"):
            falsify(**wrong)
    assert sandbox.control("POST", bill) == {"trade": 5, "flow": 6}
    assert [row["商户订单号"] for row in sandbox.control("GET", bill)] == ["order-1", "order-2", "order-1", "order-1", "order-2"]


def test_half_a_file_and_a_wrong_hash_on_request(sandbox, shop):
    a_day_of_trade(shop)
    sandbox.control("POST", f"/bills/{DIRECT}/{today()}")
    whole = fetch(shop, ask(shop, today())).content
    sandbox.control("POST", "/faults", match={"path": "/v3/billdownload"}, kind="half_file")
    answer = ask(shop, today())
    half = fetch(shop, answer)
    assert half.status_code == 200 and half.content == whole[: len(whole) // 2]
    assert hashlib.sha1(half.content).hexdigest() != answer.json()["hash_value"]
    sandbox.control("POST", "/faults", match={"path": "/v3/bill/tradebill"}, kind="wrong_hash")
    answer = ask(shop, today())
    assert fetch(shop, answer).content == whole
    assert hashlib.sha1(whole).hexdigest() != answer.json()["hash_value"]


def test_the_days_of_bills_are_days_in_beijing(sandbox, shop):
    midnight = datetime.combine(today() + timedelta(days=1), datetime.min.time(), BEIJING).timestamp() - time.time()
    sandbox.control("POST", "/clock", ahead=midnight - 60)
    shop.paid("before", 100)
    sandbox.control("POST", "/clock", ahead=midnight + 60)
    shop.paid("afterwards", 200)
    for day, numbers in ((today(), ["before"]), (today(1), ["afterwards"])):
        sandbox.control("POST", f"/bills/{DIRECT}/{day}")
        assert [row["商户订单号"] for row in sandbox.control("GET", f"/bills/{DIRECT}/{day}")] == numbers


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/bills/1900000117/tomorrow", {}, 400),
        ("/bills/1000000000/2026-11-24", {}, 404),
        ("/bills/1900000117/2026-11-24/rows", {"action": "change", "where": "all"}, 400),
        ("/bills/1900000117/2026-11-24/rows", {"action": "change", "where": {"商户订单号": 1}}, 400),
        ("/bills/1900000117/2026-11-24/rows", {"action": "add", "rows": [1]}, 400),
        ("/bills/1900000117/2026-11-24/rows", {"action": "remove"}, 404),
        ("/consoles/1900000117", {"fee_share": "60"}, 400),
        ("/consoles/1900000117", {"fee": 60}, 400),
        ("/balances/1900000117", {"balance": -1}, 400),
        ("/balances/1000000000", {"balance": 1}, 404),
        ("/rights/1700000101", {"denied": ["breathe"]}, 400),
        ("/refunds/nobody", {"status": "SUCCESS"}, 404),
    ],
)
def test_the_control_api_says_what_was_wrong(sandbox, path, body, status):
    sandbox.control("POST", "/bills/1900000117/2026-11-24")
    answer = requests.post(f"{sandbox.url}/control{path}", json=body, timeout=5)
    assert answer.status_code == status and answer.json()["error"]
