"""The control API of registers: a person's rows, a cell changed, a row more or less, everything as before."""

import pytest

from sandbox.departments.decide import DECIDES, movedocs
from tests.sandbox.test_lookup import LIN, ZHAO, ask

V1 = "4401067900000101"


def rows(sandbox, name, query=""):
    return [row["row_id"] for row in sandbox.control("GET", f"/registers/{name}{query}")["rows"]]


def test_every_register_tells_its_department_its_columns_and_a_person_s_rows(sandbox):
    all_of_it = {one["name"]: one for one in sandbox.control("GET", "/registers")}
    his = {one["name"]: one for one in sandbox.control("GET", "/registers?person=zhao-dawei")}
    one = all_of_it["jj.violations"]
    assert (one["department_name"], one["columns"]["罚款"], one["off"], one["wrong"], one["changed"]) == ("车管", "money", False, [], False)
    assert (one["rows"], his["jj.violations"]["rows"], his["rst.account"]["rows"], his["jj.fees"]["rows"]) == (6, 5, 1, 6)


def test_rows_are_found_by_person_by_column_and_by_key(sandbox):
    assert len(rows(sandbox, "jj.violations", "?person=zhao-dawei")) == 5
    assert rows(sandbox, "jj.violations", "?状态=已处理未缴") == ["440111300000204"]
    assert rows(sandbox, "jj.violations", f"?key={V1}") == [V1]
    with pytest.raises(AssertionError, match="颜色"):
        rows(sandbox, "jj.violations", "?颜色=红")
    with pytest.raises(AssertionError, match="sandbox said 404"):
        rows(sandbox, "jj.nothing")


def test_a_cell_changed_is_what_a_lookup_reads_and_a_reset_puts_it_back(sandbox):
    sandbox.control("PUT", "/registers/jj.violations/rows", row_id=V1, set={"罚款": 100})
    (row,) = ask(sandbox, "jj.violations", ZHAO, key={"no": V1}).json()["rows"]
    assert row["罚款"] == 100
    assert [one["name"] for one in sandbox.control("GET", "/registers") if one["changed"]] == ["jj.violations"]
    sandbox.control("POST", "/registers/jj.violations/reset")
    assert ask(sandbox, "jj.violations", ZHAO, key={"no": V1}).json()["rows"][0]["罚款"] == 20_000


def test_a_paper_that_is_changed_is_signed_anew_only_where_it_is_said(sandbox):
    paper = "湘迁2026000888"
    sandbox.control("POST", "/switches/move-permit-of-zhao-dawei", on=True)

    def there():
        (row,) = sandbox.control("GET", f"/registers/gat.movedocs?key={paper}")["rows"]
        return row

    assert movedocs.genuine(there())
    sandbox.control("PUT", "/registers/gat.movedocs/rows", row_id=paper, set={"有效至": "2026-12-25"})
    assert not movedocs.genuine(there())  # somebody altered it
    sandbox.control("PUT", "/registers/gat.movedocs/rows", row_id=paper, set={"有效至": "2026-12-26"}, signed=True)
    assert (there()["有效至"], movedocs.genuine(there())) == ("2026-12-26", True)


def test_a_row_more_and_a_row_less(sandbox):
    card = {"id": LIN["id_number"], "种类": "借记卡", "类": "I", "银行": "示例银行", "户名": "林志豪", "尾号": "0001"}
    assert sandbox.control("PUT", "/registers/yh.cards/rows", row=card) == {"row_id": f"{LIN['id_number']}|借记卡|0001"}
    assert ask(sandbox, "yh.cards").json()["total"] == 1
    sandbox.control("DELETE", f"/registers/yh.cards/rows?row_id={LIN['id_number']}|借记卡|0001")
    sandbox.control("DELETE", f"/registers/rst.account/rows?row_id={LIN['id_number']}")
    assert (ask(sandbox, "yh.cards").json()["total"], ask(sandbox, "rst.account").json()["total"]) == (0, 0)
    sandbox.control("POST", "/registers/reset")
    assert ask(sandbox, "rst.account").json()["total"] == 1


@pytest.mark.parametrize(
    ("register", "body", "why"),
    [
        ("jj.violations", {"row_id": V1, "set": {"罚款": "很多"}}, "400.*罚款"),
        ("jj.violations", {"row_id": V1, "set": {"no": "1"}}, "409.*不能改"),
        ("jj.violations", {"row_id": "1", "set": {"罚款": 1}}, "404"),
        ("jj.violations", {"row_id": V1, "set": {"罚款": 1}, "signed": True}, "400.*gat.movedocs"),
        ("jj.violations", {"row": {"no": "1"}}, "400.*没有填"),
        ("rst.months", {"row_id": f"{LIN['id_number']}|440100", "set": {"养老": 1}}, "409.*rst.pays"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(sandbox, register, body, why):
    with pytest.raises(AssertionError, match=why):
        sandbox.control("PUT", f"/registers/{register}/rows", **body)
    assert [one["name"] for one in sandbox.control("GET", "/registers") if one["changed"]] == []


def test_a_switch_puts_its_rows_in_and_takes_them_out(sandbox):
    assert {one["on"] for one in sandbox.control("GET", "/switches")} == {False}
    assert sandbox.control("POST", "/switches/exit-ban-of-zhao-dawei", on=True) == {"name": "exit-ban-of-zhao-dawei", "on": True}
    assert ask(sandbox, "crj.flags", ZHAO).json()["rows"][0]["exit_ban"] is True
    sandbox.control("POST", "/switches/exit-ban-of-zhao-dawei", on=False)
    assert ask(sandbox, "crj.flags", ZHAO).json()["rows"][0]["exit_ban"] is False
    with pytest.raises(AssertionError, match="on: true or false"):
        sandbox.control("POST", "/switches/child-passport", on="yes")


def test_which_items_are_decided_by_rules_is_said_and_which_by_nothing_yet(sandbox):
    told = {one["item"]: one["decides"] for one in sandbox.control("GET", "/decides")}
    assert len(told) == 112
    assert {item for item, how in told.items() if how == "rules"} == set(DECIDES)
    assert set(told.values()) <= {"rules", "nothing yet"}
