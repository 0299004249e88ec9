"""公积金提取, whole: what is paid for rent leaves the account as its owner then reads it; a couple takes for a house from both accounts,
and what one of them does not agree to is not taken."""

import pytest

from app.kernel import clock
from app.language.funds import name, number
from tests.api.test_fund_view import VIEW, figures
from tests.errands import start
from tests.world import World, decided, save, submitted


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


def account(owner):
    return {"bank": "示例银行", "number": "6222020000000007", "owner": owner}


def balances(world):
    return [row["余额"] for number in ("440100000101", "440100000102") for row in world.rows("gjj.accounts", 个人账号=number)]


def test_rent_is_taken_to_the_last_month_and_the_balance_falls_by_it(world):
    liang = world.who("liang-junjie")
    no = start(liang, "fund-rent", {})
    assert save(liang, no, place="广东省广州市番禺区示例路8号502房", how="once", commit=True)["errors"] == []
    assert save(liang, no, since=name(number(clock.today().isoformat()) - 4))["errors"] == []
    wrong = save(liang, no, account=account("梁俊杰") | {"number": "6222020000000008"})["errors"]
    assert wrong == [{"field": "account.number", "say": "卡号有一位不对，对着银行卡再看一眼。"}]
    assert save(liang, no, account=account("梁俊杰"))["errors"] == []
    (told,) = save(liang, no, take="all")["judged"]
    assert told["field"] == "take" and "本次最多 8,000.00 元，取后余额 2,436.80 元" in told["say"]
    submitted(liang, no)
    world.wait(liang, no, "done")
    page = liang.get(VIEW).json
    assert figures(page, "account")["balance"] == 243_680
    newest = page["rows"]["rows"][0]
    assert (newest["title"], newest["amount_fen"]) == ("租房提取", -800_000)


def test_a_couple_takes_for_a_house_from_both_accounts_once_the_other_agrees(world):
    lin, chen = world.who("lin-zhihao"), world.who("chen-xiaotong")
    no = start(lin, "fund-buy", {})
    rows = {one["title"]: one["id"] for one in lin.get(f"/api/cases/{no}/lookups/houses").json["rows"]}
    old, new = rows["广州市天河区体育东路100号1201房"], rows["广州市越秀区文明路40号201房"]
    (wrong,) = save(lin, no, house=old)["errors"]
    assert (wrong["field"], wrong["say"]) == ("house", "已过 3 年（2024-05-08），只能还贷提取。")
    assert save(lin, no, house=new, pay="seller", take="all", both="both", commit=True)["errors"] == []
    assert submitted(lin, no)["waits"]
    assert balances(world) == [5_231_866, 3_827_010]  # nothing before she agrees
    (card,) = chen.get("/api/me/consents").json["consents"]
    shown = chen.get(f"/api/consents/{card['id']}").json["document"]
    assert chen.post(f"/api/consents/{card['id']}/answer", {"agree": True, "hash": shown["hash"]}).status_code == 200
    world.wait(lin, no, "done")
    assert balances(world) == [0, 0]
