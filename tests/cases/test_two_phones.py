"""One draft on two phones, cleared values, what we know: nothing is written over that nobody saw."""

import pytest

from app.kernel import clock
from tests.applications import ASKED, begun
from tests.residents import Resident

NO = "/api/cases/{}/{}"


def form(who, no):
    return who.get(f"/api/cases/{no}/form").json


def field(who, no, name):
    return next(one for one in form(who, no)["fields"] if one["id"] == name)


def save(who, no, base=None, **values):
    return who.call("PATCH", f"/api/cases/{no}/draft", {"values": values, "base": base})


@pytest.fixture
def tablet(app, sandbox, lin):
    """Another phone of the same person."""
    return Resident(app, sandbox)


def test_a_cleared_value_stays_cleared_and_is_offered_back(lin):
    no = begun(lin)
    known = field(lin, no, "phone")
    assert known["value"] == "13800138001" and known["source"] == "您的账号"
    cleared = save(lin, no, phone=None).json
    assert "phone" in cleared["gaps"]
    save(lin, no, delivery="pickup")  # another save with gaps used to bring it back
    shown = field(lin, no, "phone")
    assert (shown["value"], shown["source"], "phone" in form(lin, no)["gaps"]) == (None, None, True)
    assert (
        shown["offer"] == {"value": "13800138001", "text": "138****8001", "source": "您的账号"} or shown["offer"]["value"] == "13800138001"
    )
    refused = lin.post(f"/api/cases/{no}/submission")
    assert "phone" in [one["field"] for one in refused.json["errors"]]


def test_prefill_never_returns_over_the_persons_choice(lin):
    no = begun(lin)
    save(lin, no, delivery="mail", mail_address="广州市天河区示例路 9 号 101")
    save(lin, no, phone="13900139009")
    assert field(lin, no, "mail_address")["value"] == "广州市天河区示例路 9 号 101"
    assert field(lin, no, "phone")["value"] == "13900139009"
    save(lin, no, mail_address=None)
    save(lin, no, emergency_phone="13900139000")
    assert field(lin, no, "mail_address")["value"] is None


def test_two_phones_see_each_others_change_before_overwriting_it(lin, tablet, rows):
    no = begun(lin)
    base = form(lin, no)["rev"]
    assert base == form(tablet, no)["rev"] == 0
    assert save(lin, no, base, emergency_phone="13900139001").json["rev"] == 1
    before = rows()
    clash = save(tablet, no, base, emergency_phone="13900139002", delivery="mail")
    assert (clash.status_code, clash.json["code"], clash.json["rev"]) == (409, "draft_conflict", 1)
    assert clash.json["errors"] == [{"field": "emergency_phone", "say": "另一台手机刚填的是「13900139001」。"}]
    assert clash.json["theirs"] == [{"id": "emergency_phone", "value": "13900139001", "text": "13900139001"}]
    assert field(tablet, no, "emergency_phone")["value"] == "13900139001" and field(tablet, no, "delivery")["value"] is None
    assert rows() == before
    mine = save(tablet, no, 1, emergency_phone="13900139002")
    assert mine.json["rev"] == 2 and field(lin, no, "emergency_phone")["value"] == "13900139002"


def test_the_same_value_from_both_phones_is_no_conflict(lin, tablet):
    no = begun(lin)
    save(lin, no, 0, **ASKED)
    assert save(tablet, no, 0, **ASKED).json["errors"] == []


def test_one_phone_hears_with_its_own_save_what_the_other_changed(lin, tablet):
    no = begun(lin)
    save(lin, no, 0, emergency_phone="13900139001")
    heard = save(tablet, no, 0, delivery="mail").json
    assert heard["others"] == [{"id": "emergency_phone", "value": "13900139001", "text": "13900139001"}] and heard["rev"] == 2


def test_a_cleared_value_is_a_change_the_other_phone_sees(lin, tablet):
    no = begun(lin)
    rev = save(lin, no, 0, **ASKED).json["rev"]
    save(tablet, no, rev, emergency_phone=None)
    clash = save(lin, no, rev, emergency_phone="13900139005").json
    assert clash["errors"] == [{"field": "emergency_phone", "say": "另一台手机刚把这一项清空了。"}]


def test_an_older_phone_that_says_no_base_is_served_as_before(lin, tablet):
    no = begun(lin)
    save(lin, no, emergency_phone="13900139001")
    last = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"emergency_phone": "13900139002"}})
    assert last.status_code == 200 and last.json["others"] == []


def test_a_page_that_is_looked_at_sees_in_one_row_whether_anything_changed(lin, tablet):
    no = begun(lin)
    assert lin.get(f"/api/cases/{no}/mark").json == {"state": "draft", "rev": 0}
    save(tablet, no, delivery="mail")
    assert lin.get(f"/api/cases/{no}/mark").json == {"state": "draft", "rev": 1}
    assert tablet.post(f"/api/cases/{no}/withdrawal").status_code == 200
    assert lin.get(f"/api/cases/{no}/mark").status_code == 404


def test_a_value_the_scene_refuses_is_said_when_it_is_typed_and_not_kept(lin):
    no = begun(lin)
    said = save(lin, no, emergency_phone="13800138001").json
    assert said["errors"] == [{"field": "emergency_phone", "say": "紧急联系人要写另一个人的电话，不能是您自己的。"}]
    assert "emergency_phone" in said["gaps"] and field(lin, no, "emergency_phone")["value"] is None


def test_a_value_that_makes_another_field_wrong_names_that_field(lin):
    no = begun(lin)
    save(lin, no, **ASKED)
    said = save(lin, no, phone=ASKED["emergency_phone"]).json
    assert said["errors"] == [{"field": "emergency_phone", "say": "紧急联系人要写另一个人的电话，不能是您自己的。"}]
    assert field(lin, no, "emergency_phone")["error"] == "紧急联系人要写另一个人的电话，不能是您自己的。"
    shown = lin.get(f"/api/cases/{no}/confirm").json["errors"]
    assert shown[0] == {"field": "emergency_phone", "label": "紧急联系人电话", "say": "紧急联系人要写另一个人的电话，不能是您自己的。"}


def test_a_draft_sealed_by_an_older_version_opens(lin):
    """Without rev and marks, and with something a newer one put there."""
    from sqlalchemy import select, update

    from app.cases.models import case
    from app.kernel import crypto, db
    from app.kernel.columns import Blind  # noqa: F401

    no = begun(lin)
    with db.transaction() as tx:
        row = tx.execute(select(case).where(case.c.no == no)).one()
        old = crypto.seal("case_record.form", row.id, '{"values":{"delivery":"mail"},"sources":{},"person":null,"later":1}')
        tx.execute(update(case).where(case.c.no == no).values(form=old))
    assert field(lin, no, "delivery")["value"] == "mail" and form(lin, no)["rev"] == 0
    assert clock.now()
