"""查医保 over HTTP: my own at one tap, a child's after a yes, nobody else's; the statement is a sealed file."""

import pytest

from tests.api.test_signing_in import problem
from tests.known import proved

VIEW = "/api/views/medical-query"


def figures(page, card):
    (found,) = [one for one in page["cards"] if one["id"] == card]
    return {one["id"]: one["amount_fen"] if one["amount_fen"] is not None else one["text"] for one in found["figures"]}


@pytest.fixture
def mother(app, sandbox):
    return proved(app, sandbox, "wu-haiyan")


def test_a_mother_sees_her_account_and_what_her_son_still_owes_for_next_year(mother):
    mine = mother.get(VIEW).json
    assert (mine["title"], mine["whose"], mine["phone"]) == ("查医保", "吴海燕", "12393")
    assert figures(mine, "account") == {"balance": 341260, "came": 136000, "went": 35000, "shared": "1 个人能用"}
    (child,) = mother.get(f"{VIEW}/subjects").json["subjects"]
    problem(mother.get(f"{VIEW}?about={child['about']}"), 422, "consent_needed")
    his = mother.get(f"{VIEW}?about={child['about']}&agreed=true").json
    assert his["whose"] == "周子轩"
    assert figures(his, "insured") == {"insured": "居民医保", "this-year": "交了", "next-year": "还没交"}
    assert [(one["title"], one["amount_fen"]) for one in his["rows"]["rows"]] == [("海珠示例社区医院", 8600)]
    assert [one["item"] for one in his["next"]] == ["medical-resident-pay", "medical-reimburse"]


def test_a_grown_up_s_visits_are_not_a_son_s_to_read(app, sandbox):
    """黄国强 has no child in the register: his mother's page is not offered, and no reference of hers opens it."""
    son = proved(app, sandbox, "huang-guoqiang")
    assert son.get(f"{VIEW}/subjects").json["subjects"] == []
    problem(son.get(f"{VIEW}?about={'0' * 32}"), 404, "not_found")


def test_the_statement_of_this_year_is_a_sealed_file(mother):
    assert mother.get(VIEW).json["papers"] == [{"year": "2026", "name": "医保对账单（2026 年）", "ready": True}]
    reply = mother.get(f"{VIEW}/papers/2026")
    assert reply.status_code == 200 and reply.data[:5] == b"%PDF-" and b"/ByteRange" in reply.data
    problem(mother.get(f"{VIEW}/papers/2024"), 422, "nothing_there")


def test_while_the_department_is_off_nothing_is_said_to_be_absent(mother, sandbox):
    sandbox.control("POST", "/settings", registers_off=["ybj.insured", "ybj.account", "ybj.accountlog", "ybj.visits", "ybj.family"])
    page = mother.get(VIEW).json
    assert (page["empty"], page["rows"], page["chart"], page["papers"]) == ("", None, None, [])
    assert page["off"]["phone"] == "12393"
