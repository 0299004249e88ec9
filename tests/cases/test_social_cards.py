"""社保卡, whole: the first one fetched where the form says; a lost one stopped with the tap, working again where it was found."""

import pytest

from tests.errands import fill, hand_over, start
from tests.residents import drain
from tests.world import World, decided, save, submitted

BRANCH = "荔湾示例银行（广州市荔湾区示例路16号）"
HOURS = "周一至周五 9:00–17:00"
CARD = "B12345678"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


def titled(who, no, lookup, title):
    """The id of the row of this title."""
    rows = who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]
    return next(one["id"] for one in rows if one["title"] == title)


def offered(who, no, lookup):
    return [one["title"] for one in who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]]


def stock(world):
    (bank,) = world.rows("rst.cardbanks", bank="示例银行")
    return {one["名"]: one["库存"] for one in bank["网点"]}


def works(world):
    (card,) = world.rows("rst.cards", 卡号=CARD)
    return card["状态"], card["社保功能"], card["金融功能"]


def test_a_first_card_is_fetched_at_the_branch_that_was_picked(world):
    he = world.who("he-guifang")
    no = start(he, "social-card-apply", {"holder": "me"})
    save(he, no, bank=titled(he, no, "banks", "示例银行"), delivery="pickup")
    assert offered(he, no, "branches") == ["荔湾示例银行", "天河示例银行"]  # 海珠 has none left
    save(he, no, branch=titled(he, no, "branches", "荔湾示例银行"))
    fill(he, no, {"job": "retired", "tax": "cn"})
    hand_over(he, no)
    assert he.get(f"/api/cases/{no}/confirm").json["trip"] == "做好了去一次网点领。"
    submitted(he, no)
    done = world.wait(he, no, "done")
    say = f"带身份证，到{BRANCH}领，{HOURS}"
    assert done["collect"] == {"id": "", "address": BRANCH, "open": HOURS, "phone": "020-81000016", "bring": "身份证", "say": say}
    assert f"办好了，还没领的，{say}。" in [one["say"] for one in he.get("/api/messages").json["messages"]]
    assert stock(world) == {"荔湾示例银行": 11, "海珠示例银行": 0, "天河示例银行": 5}
    (row,) = world.rows("rst.cards", id=he.id_number)
    assert (row["姓名"], row["版"], row["银行"], row["状态"], row["金融功能"]) == ("何桂芳", "三代", "示例银行", "正常", False)
    (card,) = [one for one in he.get("/api/certificates").json["certificates"] if one["type"] == "ec-social-card"]
    assert {one["label"]: one["text"] for one in card["fields"]}["卡号"] == row["卡号"]


def test_a_lost_card_is_stopped_when_it_is_handed_in_and_works_again_where_it_was_found(world):
    world.sandbox.control("POST", "/settings", department_auto=False)
    lin = world.who("lin-zhihao")
    no = start(lin, "social-card-reissue", {"why": "lost"})
    save(lin, no, bank=titled(lin, no, "banks", "示例银行"), delivery="mail")
    fill(lin, no)
    hand_over(lin, no)
    assert works(world) == ("正常", True, True)
    submitted(lin, no)
    assert works(world) == ("正式挂失", False, False)
    again = lin.post("/api/cases", {"item": "social-card-reissue", "city": "440100", "answers": {"why": "lost"}, "anyway": True})
    assert (again.status_code, again.json["code"]) == (409, "already_running")
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    assert works(world) == ("正常", True, True)
