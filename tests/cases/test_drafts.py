"""Drafts: begun once, filled in from what is known, saved as one types, on any device."""

import threading

import pytest

from app.publishing import current
from tests.applications import ASKED, PHOTO, RENEW, begun, filled, give, photo
from tests.residents import Resident, count


def fields(who, no):
    return {one["id"]: one for one in who.get(f"/api/cases/{no}/form").json["fields"]}


def save(who, no, **values):
    return who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})


def test_what_is_known_stands_there_with_where_it_comes_from(lin):
    no = begun(lin)
    form = lin.get(f"/api/cases/{no}/form").json
    shown = {one["id"]: (one["text"], one["source"], one["editable"]) for one in form["fields"]}
    assert shown == {
        "delivery": ("", None, True),
        "emergency_phone": ("", None, True),
        "name": ("林志豪", "身份证", False),
        "id_number": ("440199********0010", "身份证", False),
        "hukou": ("广东省广州市天河区体育东路100号1201房", "户口簿", False),
        "old_document": ("E****6128", "出入境", False),
        "phone": ("138 **** 8001", "您的账号", True),
        "mail_address": ("广东省广州市天河区体育东路100号1201房", "身份证", True),
        "sex": ("男", "身份证", False),
        "nation": ("汉族", "身份证", False),
        "birth": ("1992-08-20", "身份证", False),
        "birthplace": ("广东省广州市", "户口簿", False),
    }
    assert form["title"] == "11 项里，只差 2 项" and form["say"] == "9 项替您填好了。"


def test_what_a_certificate_proves_is_not_typed_over(lin):
    no = begun(lin)
    said = save(lin, no, name="张三", delivery="mail").json
    assert said["errors"] == [{"field": "name", "say": "这一项来自身份证，不能改。不对的话打热线问一问。"}]
    assert fields(lin, no)["name"]["value"] == "林志豪" and fields(lin, no)["delivery"]["value"] == "mail"


def test_an_address_is_ones_own_to_choose_and_then_no_longer_the_certificates(lin):
    no = begun(lin)
    assert save(lin, no, mail_address="广州市越秀区示例街 2 号 301").json["errors"] == []
    field = fields(lin, no)["mail_address"]
    assert (field["value"], field["source"], field["editable"]) == ("广州市越秀区示例街 2 号 301", None, True)


def test_what_is_right_is_kept_and_what_is_wrong_is_said(lin):
    no = begun(lin)
    said = save(lin, no, delivery="pigeon", emergency_phone="13900139000").json
    assert said["errors"] == [{"field": "delivery", "say": "请从给出的里面选一个。"}] and said["gaps"] == ["delivery"]
    assert fields(lin, no)["emergency_phone"]["value"] == "13900139000" and fields(lin, no)["delivery"]["value"] is None


@pytest.mark.parametrize("nothing", [None, "", "  ", "\n"])
def test_nothing_clears_a_field(lin, nothing):
    no = begun(lin)
    save(lin, no, **ASKED)
    assert save(lin, no, emergency_phone=nothing).json["gaps"] == ["emergency_phone"]


def test_two_devices_write_into_one_draft_and_lose_nothing(app, sandbox, lin):
    no = begun(lin)
    tablet = Resident(app, sandbox)
    save(lin, no, delivery="pickup")
    save(tablet, no, emergency_phone="13900139000")
    assert give(tablet, f"/api/cases/{no}/materials/{PHOTO}", photo()).json["state"] == "ok"
    for device in (lin, tablet):
        shown = fields(device, no)
        assert (shown["delivery"]["value"], shown["emergency_phone"]["value"]) == ("pickup", "13900139000")
        assert device.get(f"/api/cases/{no}/materials").json["missing"] == 0
    save(lin, no, emergency_phone="13900139001")
    assert fields(tablet, no)["emergency_phone"]["value"] == "13900139001"
    assert begun(tablet) == no and count("case_record") == 1


def test_two_devices_hand_in_at_once_and_it_is_handed_in_once(app, sandbox, lin):
    no = filled(lin)
    devices = [lin, Resident(app, sandbox)]
    start, seen = threading.Barrier(2), []

    def hand_in(device):
        start.wait(5)
        seen.append(device.post(f"/api/cases/{no}/submission").status_code)

    threads = [threading.Thread(target=hand_in, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(seen) == [200, 409] and count("case_action") == 1


def test_a_draft_is_thrown_away_and_leaves_the_list(lin):
    no = begun(lin)
    assert lin.post(f"/api/cases/{no}/withdrawal").json["state"] == "withdrawn"
    assert lin.get("/api/cases").json == {"cases": [], "next": None, "counts": {"open": 0, "done": 0, "draft": 0}}
    assert begun(lin) != no


def test_a_case_knows_the_version_it_began_with(lin):
    no = begun(lin)
    assert lin.get(f"/api/cases/{no}").json["item_version"] == current().item("passport-renew").version


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"item": "fly-to-the-moon"}, 404, "item_not_found", None),
        ({"city": "110000"}, 422, "city_not_found", "city"),
        ({"city": "guangzhou"}, 422, "refused", "city"),
        ({"answers": {**RENEW["answers"], "why": "bored"}}, 422, "answers_wrong", "why"),
        ({"answers": {**RENEW["answers"], "colour": "red"}}, 422, "answers_wrong", "colour"),
        ({"answers": {"why": "expiring"}}, 422, "answers_wrong", "age"),
        ({"answers": ["why"]}, 422, "refused", "answers"),
        ({"answers": {"why": 1}}, 422, "refused", "answers.why.value"),
        ({"colour": "red"}, 422, "refused", "colour"),
        ({"item": "marriage-register", "answers": None}, 422, "refused", "answers"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_is_stored(lin, rows, change, status, code, field):
    before = rows()
    reply = lin.post("/api/cases", {**RENEW, **change})
    assert (reply.status_code, reply.json["code"]) == (status, code), reply.text
    assert reply.json["say"] and reply.json["do"]
    assert field is None or field in [one["field"] for one in reply.json["errors"]]
    assert rows() == before


def test_what_is_done_at_the_counter_only_is_not_begun_on_the_phone(lin, rows):
    before = rows()
    answers = {"age": "adult", "staff": "registered", "pace": "normal"}
    reply = lin.post("/api/cases", {"item": "passport-first", "city": "440100", "answers": answers})
    assert (reply.status_code, reply.json["code"]) == (422, "cannot_start") and rows() == before


def test_a_field_the_form_does_not_have_refuses_the_whole(lin, rows):
    no = begun(lin)
    before = rows()
    reply = save(lin, no, colour="red", delivery="mail")
    assert (reply.status_code, reply.json["code"]) == (422, "unknown_field")
    assert reply.json["errors"] == [{"field": "colour", "say": "表里没有这一项。"}]
    assert fields(lin, no)["delivery"]["value"] is None and rows() == before


def test_twenty_drafts_are_all_one_person_has_and_one_less_makes_room(app, sandbox):
    from app.cases import rules
    from app.cases.models import case
    from app.kernel import db
    from tests.applications import RENEW, begun
    from tests.residents import Resident, count

    lin = Resident(app, sandbox).known()
    begun(lin)
    with db.transaction() as tx:
        row = dict(tx.execute(case.select()).first()._mapping)
        for n in range(rules.MOST_DRAFTS - 1):
            tx.execute(case.insert(), {**row, "id": f"{n:032x}", "no": f"{n:015d}", "draft_key": n.to_bytes(32, "big")})
    other = {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}}
    reply = lin.post("/api/cases", other)
    assert (reply.status_code, reply.json["code"]) == (409, "drafts_full")
    assert reply.json["say"] == "没交的已经有 20 件了" and "办件" in reply.json["do"]
    assert count("case_record") == rules.MOST_DRAFTS
    assert lin.post("/api/cases", RENEW).status_code == 201  # the open one is taken up, not begun again
    with db.transaction() as tx:
        tx.execute(case.update().where(case.c.no == "0" * 15).values(state="withdrawn"))
    assert lin.post("/api/cases", other).status_code == 201
