"""Newcomers: just like somebody of the demo, with everything of their own, and nobody else notices."""

import json

import pytest

from sandbox.people import demo
from sandbox.registers.columns import fit_row, id_fits, uscc_fits, vin_fits
from sandbox.registers.declared import registers
from tests.sandbox.test_lookup import ask, signed
from tests.sandbox.wechat import App

NAMES = [one["id"] for one in demo() if one["id"] != "lin-muyang"]  # who has no number before the registration, nobody can be
BOOK = "gat.hukou"


def come(sandbox, like):
    return sandbox.control("POST", "/people", like=like)


def person(sandbox, who):
    return sandbox.control("GET", f"/people/{who}")


def papers(sandbox, who):
    """{register: rows} that are theirs, without the row's own name."""
    held = {}
    for one in sandbox.control("GET", f"/registers?person={who}"):
        if one["subjects"] and one["rows"]:
            rows = sandbox.control("GET", f"/registers/{one['name']}?person={who}")["rows"]
            held[one["name"]] = [{name: value for name, value in row.items() if name != "row_id"} for row in rows]
    return held


def known_by(who):
    return {"name": who["name"], "id_type": who["id_type"], "id_number": who["id_number"]}


def told(sandbox, who, code):
    """What a source says of somebody, but for when it was asked."""
    body = {"code": code, "person": known_by(who), "case_no": None, "purpose": "办事"}
    return {name: value for name, value in signed(sandbox, "/sources/query", body).json().items() if name != "as_of"}


def again(rows, numbers):
    """These rows with the newcomer's numbers instead, in a comparable order."""
    text = json.dumps(rows, ensure_ascii=False)
    for old, new in sorted(numbers.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(old, new)
    return sorted(json.loads(text), key=str)


@pytest.mark.parametrize("like", NAMES)
def test_a_newcomer_has_the_same_papers_under_numbers_of_their_own(sandbox, like):
    before = papers(sandbox, like)
    came = come(sandbox, like)
    held = papers(sandbox, came["id"])
    assert held.keys() == before.keys()
    shared = {"std.addresses"}  # the house they all live in
    for name in held.keys() - shared:
        assert sorted(held[name], key=str) == again(before[name], came["numbers"]), name
        for row in held[name]:
            assert fit_row(registers()[name].columns, row) == row
    for old, new in came["numbers"].items():
        assert new != old and len(new) == len(old)
        assert (id_fits(new), uscc_fits(new), vin_fits(new)) == (id_fits(old), uscc_fits(old), vin_fits(old))
        assert not id_fits(old) or (new[:14], int(new[16]) % 2) == (old[:14], int(old[16]) % 2)
    for name, rows in papers(sandbox, like).items():
        if name not in {*shared, "zj.leases", "sw.usedinvoices"}:  # what the newcomer has with them, they have with the newcomer
            assert rows == before[name], name


@pytest.mark.parametrize("like", NAMES)
def test_sources_say_of_a_newcomer_what_they_say_of_the_one_they_are_like(sandbox, like):
    came = come(sandbox, like)
    one, other = person(sandbox, like), person(sandbox, came["id"])
    assert (one["name"], one["id_type"], one["note"]) == (other["name"], other["id_type"], other["note"])
    for code in (row["code"] for row in sandbox.control("GET", "/sources")):
        assert again([told(sandbox, one, code)], came["numbers"]) == [told(sandbox, other, code)], code


def test_two_of_them_share_nothing_and_are_known_by_their_own_accounts_and_phones(sandbox):
    app = App(sandbox)
    one, two = come(sandbox, "zhao-dawei"), come(sandbox, "zhao-dawei")
    assert one["id"] != two["id"] and set(one["numbers"].values()).isdisjoint(two["numbers"].values())
    seen = [person(sandbox, who) for who in ("zhao-dawei", one["id"], two["id"])]
    assert len({who["id_number"] for who in seen}) == len({who["phone"] for who in seen}) == 3
    assert len({who["openid"][app.appid] for who in seen}) == 3
    assert app.login(two["id"])["openid"] == seen[2]["openid"][app.appid]
    number = app.post("/wxa/business/getuserphonenumber", {"code": app.code(f"{two['id']}#2", "phone")})["phone_info"]["purePhoneNumber"]
    assert number == "139" + seen[2]["phone"][3:]


def test_who_belongs_together_comes_together(sandbox):
    came = come(sandbox, "zhou-zixuan")
    assert came["people"].keys() == {"zhou-zixuan", "wu-haiyan"}
    child, mother = (person(sandbox, came["people"][who]) for who in ("zhou-zixuan", "wu-haiyan"))
    rows = ask(sandbox, "gat.guardians", known_by(mother)).json()["rows"]
    assert {(row["child"], row["监护人姓名"]) for row in rows} == {(child["id_number"], "吴海燕"), (child["id_number"], "周建国")}
    assert mother["id_number"] in {row["监护人"] for row in rows}
    (pupil,) = ask(sandbox, "jy.pupils", known_by(mother)).json()["rows"]
    assert (pupil["child"], pupil["学籍号"]) == (child["id_number"], "G" + child["id_number"])
    assert come(sandbox, "lin-zhihao")["people"].keys() == {"lin-zhihao", "chen-xiaotong", "lin-muyang"}


def test_an_address_names_them_beside_the_others_who_live_there(sandbox):
    owners = {person(sandbox, "ou-jiayi")["id_number"]} | {person(sandbox, come(sandbox, "ou-jiayi")["id"])["id_number"] for _ in range(2)}
    (address,) = sandbox.control("GET", "/registers/std.addresses?key=DZ4401030003")["rows"]
    assert set(address["权利人"]) == owners and len(address["权利人"]) == 3


def test_the_demo_people_are_shown_alone_unless_newcomers_are_asked_for(sandbox):
    demo_people = sandbox.control("GET", "/people")
    came = come(sandbox, "ou-jiayi")
    assert sandbox.control("GET", "/people") == demo_people
    assert sandbox.control("GET", "/people?newcomers=true") == [*demo_people, person(sandbox, came["id"])]


def test_registers_put_back_leave_newcomers_as_they_came_and_a_reset_sends_them_away(sandbox):
    came = come(sandbox, "zhao-dawei")
    who = known_by(person(sandbox, came["id"]))
    before = papers(sandbox, came["id"])
    sandbox.control("DELETE", f"/registers/rst.account/rows?row_id={who['id_number']}")
    assert ask(sandbox, "rst.account", who).json()["total"] == 0
    sandbox.control("POST", "/registers/reset")
    assert papers(sandbox, came["id"]) == before
    sandbox.control("POST", "/reset")
    assert ask(sandbox, "rst.account", who).json()["code"] == "not_the_person"
    with pytest.raises(AssertionError, match="sandbox said 404"):
        person(sandbox, came["id"])


@pytest.mark.parametrize("like", ["nobody", "", None, "ou-jiayi#2"])
def test_nobody_is_like_somebody_who_is_not_there(sandbox, like):
    before = sandbox.control("GET", "/people?newcomers=true")
    with pytest.raises(AssertionError, match="sandbox said 404: .*like: one of lin-zhihao"):
        come(sandbox, like)
    assert sandbox.control("GET", "/people?newcomers=true") == before
