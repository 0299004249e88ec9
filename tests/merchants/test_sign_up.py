"""A company opens: what registers know is not asked, and who may not is told why."""

import pytest

from app.kernel import clock, db
from app.merchants.models import merchant
from tests.merchants.conftest import SHOP, A, B, C, D, refused, sign_up
from tests.residents import Resident, count


@pytest.fixture
def huang(app, sandbox):
    return Resident(app, sandbox, "huang-guoqiang").proved()


def test_the_representative_opens_it_at_once_and_types_nothing_that_a_register_knows(huang):
    seen = huang.post("/api/merchant/look", {"uscc": C}).json
    assert (seen["name"], seen["payer"], seen["rep"], seen["represented"]) == ("广州越秀示例百货有限公司", "一般纳税人", "黄国强", True)
    assert (seen["quota_fen"], seen["special"], seen["drawers"]) == (50000000, True, 1)
    opened = sign_up(huang)
    assert (opened.status_code, opened.json["word"], opened.json["role_words"]) == (201, "已开通", ["法定代表人"])
    assert opened.json["shops"] == [SHOP | {"no": "S0001"}]
    mine = huang.get("/api/merchant").json["companies"]
    assert [one["uscc"] for one in mine] == [C] and "manage" in mine[0]["may"]


@pytest.mark.parametrize(
    ("who", "uscc", "code", "words"),
    [
        ("li-wenjing", B, "tax_unconfirmed", "还没做税务报到"),
        ("zhao-dawei", D, "tax_abnormal", "税务状态非正常，先到税务处理"),
        ("lin-zhihao", A, "not_at_bureau", "税务那边没有登记您是这家企业的人"),
        ("lin-zhihao", "91440106MADEMP01X6", "company_unknown", "没有查到这家企业"),
    ],
)
def test_who_cannot_is_told_why_and_nothing_is_stored(app, sandbox, who, uscc, code, words):
    one = Resident(app, sandbox, who).proved()
    assert refused(sign_up(one, uscc)) == (422, code, words)
    assert count("merchant") == count("shop") == 0


def test_a_face_and_a_read_agreement_are_needed(app, sandbox, huang):
    li = Resident(app, sandbox, "li-wenjing").known()
    assert refused(sign_up(li, A))[1] == "face_needed"
    assert sign_up(huang, agreed=False).status_code == 422 and count("merchant") == 0


def test_who_is_authorised_waits_for_the_representative_72_hours(app, sandbox, huang):
    ou = Resident(app, sandbox, "ou-jiayi").proved()
    assert refused(sign_up(ou))[1] == "authorised_until"
    assert sign_up(ou, until="2027-06-30").json["word"] == "等法定代表人确认"
    assert refused(sign_up(huang))[:2] == (409, "merchant_known")
    agreed = huang.post(f"/api/merchant/companies/{C}/agreement", {"yes": True}).json["companies"][0]
    assert (agreed["word"], agreed["role_words"]) == ("已开通", ["法定代表人"])
    assert ou.get("/api/merchant").json["companies"][0]["role_words"] == ["管理员"]


def test_a_no_and_a_silence_leave_nothing(app, sandbox, huang):
    ou = Resident(app, sandbox, "ou-jiayi").proved()
    sign_up(ou, until="2027-06-30")
    assert huang.post(f"/api/merchant/companies/{C}/agreement", {"yes": False}).json == {"companies": []}
    assert count("merchant") == count("shop_staff") == 0
    sign_up(ou, until="2027-06-30")
    with db.transaction() as tx:
        tx.execute(merchant.update().values(lapses_at=clock.now()))
    assert refused(huang.post(f"/api/merchant/companies/{C}/agreement", {"yes": True}))[:2] == (409, "authorisation_over")
    assert sign_up(huang).status_code == 201


def test_an_invitation_is_for_whom_it_names_and_leaving_ends_it_at_once(app, sandbox, huang, lin):
    sign_up(huang)
    told = huang.post(f"/api/merchant/companies/{C}/people", {"name": "区嘉怡", "roles": ["cashier"]}).json
    assert refused(lin.post("/api/merchant/invitations", {"word": told["word"]}))[:2] == (403, "invitation_not_yours")
    ou = Resident(app, sandbox, "ou-jiayi").known()
    assert ou.post("/api/merchant/invitations", {"word": told["word"]}).json["may"] == ["code"]
    assert refused(ou.get(f"/api/merchant/companies/{C}/people"))[:2] == (403, "not_your_post")
    people = huang.get(f"/api/merchant/companies/{C}/people").json["people"]
    assert [(one["name"], one["word"]) for one in people] == [("黄国强", "在岗"), ("区嘉怡", "在岗")]
    huang.post(f"/api/merchant/companies/{C}/people/{people[1]['id']}/ending")
    assert ou.get("/api/merchant").json == {"companies": []}
    assert refused(huang.post(f"/api/merchant/companies/{C}/people/{people[0]['id']}/ending"))[:2] == (403, "rep_stays")


def test_a_company_where_one_does_not_work_is_as_absent_as_none(lin, huang):
    sign_up(huang)
    for uscc in (C, A):
        assert refused(lin.get(f"/api/merchant/companies/{uscc}/people"))[:2] == (404, "shop_not_found")
    assert refused(lin.post("/api/merchant/shops/S0001/codes", {"rows": []}))[0] == 422
    assert lin.get("/api/merchant/shops/S0001/sales").status_code == lin.get("/api/merchant/shops/S0099/sales").status_code == 404


def test_the_price_list_has_the_rates_the_company_may_have(huang):
    sign_up(huang)
    lines = {one["code"]: one["rates"] for one in huang.get(f"/api/merchant/companies/{C}/classification").json["lines"]}
    assert lines["1010101000000000000"] == ["9%", "免税"]
    rice = {"name": "大米", "unit": "袋", "price_fen": 10900, "code": "1010101000000000000", "rate": "13%"}
    assert refused(huang.post(f"/api/merchant/companies/{C}/goods", rice))[2] == "“谷物、大米”的税率是 9%、免税"
    kept = huang.post(f"/api/merchant/companies/{C}/goods", rice | {"rate": "9%"}).json["goods"]
    again = huang.post(f"/api/merchant/companies/{C}/goods", rice | {"rate": "9%", "price_fen": 9900}).json["goods"]
    assert [(one["short"], one["price_fen"]) for one in kept + again] == [("谷物", 10900), ("谷物", 9900)]
