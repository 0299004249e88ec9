"""A correction leads to the very field or material, opens only that, and counts only what differs from what was returned."""

import pytest
from sqlalchemy import select

from app.cases import opening
from app.cases.models import case as case_record
from app.corrections import queries as corrections
from app.kernel import db
from miniprogram_api import mending
from tests.applications import ASKED, PHOTO, SIGNATURE, another_photo, give, photo, resubmitted, signature, submitted
from tests.residents import drain

POINT = {"point": "r1", "text": "紧急联系人电话打不通"}
PICTURE = {"point": "r6", "text": "背景不白"}


@pytest.fixture
def case(lin, crj):
    """Handed in and looked at."""
    no = submitted(lin)
    crj.walk(no, "pre_check")
    return no


def send_back(crj, no, *points):
    reply = crj.send(no, "to_correct", points=list(points))
    assert reply.status_code == 200, reply.text


def points(who, no):
    return [(one["to"], one.get(one["to"]), one["fixed"]) for one in who.get(f"/api/cases/{no}/correction").json["points"]]


def kept(rows):
    """Rows of every table but the one that remembers signatures."""
    return {name: n for name, n in rows().items() if name != "seen_nonce"}


def save(who, no, **values):
    return who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})


def test_only_what_was_sent_back_is_open_and_says_why(lin, crj, case):
    send_back(crj, case, POINT)
    shown = lin.get(f"/api/cases/{case}/form").json
    assert shown["groups"]["ask"] == ["emergency_phone"] and shown["state"] == "to_correct"
    fields = {one["id"]: one for one in shown["fields"]}
    assert [key for key, one in fields.items() if one["editable"]] == ["emergency_phone"]
    assert fields["emergency_phone"]["error"] == "紧急联系人电话打不通"
    assert [one["editable"] for one in lin.get(f"/api/cases/{case}/materials").json["materials"]] == [False, False, False]


def test_nothing_else_is_changed_and_the_refusal_leaves_no_trace(lin, crj, case, rows):
    send_back(crj, case, POINT)
    before = rows()
    other = save(lin, case, delivery="pickup", emergency_phone="13900139007")
    assert (other.status_code, other.json["code"]) == (422, "not_asked")
    assert other.json["errors"] == [{"field": "delivery", "say": "这一项没说要改，改不了。"}]
    given = give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo())
    assert (given.status_code, given.json["code"]) == (422, "not_asked")
    assert lin.call("DELETE", f"/api/cases/{case}/materials/{PHOTO}").json["code"] == "not_asked"
    assert give(lin, f"/api/cases/{case}/signature", photo(), "s.jpg").json["code"] == "not_asked"
    assert rows() == before and points(lin, case) == [("field", "emergency_phone", False)]


def test_the_same_value_again_is_not_put_right_and_changing_back_undoes_it(lin, crj, case):
    send_back(crj, case, POINT)
    save(lin, case, emergency_phone=ASKED["emergency_phone"])
    assert points(lin, case) == [("field", "emergency_phone", False)]
    assert lin.post(f"/api/cases/{case}/resubmission").json["errors"] == [{"field": "emergency_phone", "say": "紧急联系人电话打不通"}]
    save(lin, case, emergency_phone="13900139007")
    assert points(lin, case) == [("field", "emergency_phone", True)]
    save(lin, case, emergency_phone=ASKED["emergency_phone"])
    assert points(lin, case) == [("field", "emergency_phone", False)]
    save(lin, case, emergency_phone="13900139007")
    assert resubmitted(lin, case).status_code == 200


def test_the_same_picture_again_is_not_put_right(lin, crj, case):
    send_back(crj, case, PICTURE)
    again = give(lin, f"/api/cases/{case}/materials/{PHOTO}", photo()).json
    assert (again["state"], again["error"]) == ("ok", "和退回来的是同一张，换一张。")
    assert points(lin, case) == [("material", PHOTO, False)]
    assert give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo()).json["error"] is None
    assert points(lin, case) == [("material", PHOTO, True)]
    assert give(lin, f"/api/cases/{case}/materials/{PHOTO}", photo()).json["error"] == "和退回来的是同一张，换一张。"
    assert points(lin, case) == [("material", PHOTO, False)]
    give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo())
    assert lin.call("DELETE", f"/api/cases/{case}/materials/{PHOTO}").status_code == 204
    assert points(lin, case) == [("material", PHOTO, False)]


def test_the_clock_starts_on_one_day_and_the_line_says_so_once(lin, crj, case):
    crj.walk(case, "accepted")
    send_back(crj, case, POINT)
    save(lin, case, emergency_phone="13900139007")
    assert resubmitted(lin, case).status_code == 200
    crj.walk(case, "accepted")
    line = [(one["title"], one["say"]) for one in lin.get(f"/api/cases/{case}").json["timeline"]]
    assert line.count(("收到申请，材料齐了", "办理时间从这天算起")) == 1
    assert [say for title, say in line if title == "收到申请，材料齐了"] == ["", "办理时间从这天算起"]


def test_a_reason_that_is_the_point_itself_stands_once(lin, crj, case):
    reply = crj.send(case, "to_correct", points=[PICTURE], reason=f"{PICTURE['text']}。")
    assert reply.status_code == 200, reply.text
    top = lin.get(f"/api/cases/{case}").json["timeline"][0]
    assert (top["say"], [one["text"] for one in top["points"]]) == ("", [PICTURE["text"]])


def test_a_choice_that_opens_another_field_opens_it_in_the_correction_too(lin, crj, case):
    send_back(crj, case, {"point": "r1", "text": "领取方式不对", "field": "delivery"})
    shown = {one["id"]: one["editable"] for one in lin.get(f"/api/cases/{case}/form").json["fields"]}
    assert [key for key, free in shown.items() if free] == ["delivery", "mail_address"]
    assert save(lin, case, delivery="pickup").json["errors"] == [] and points(lin, case) == [("field", "delivery", True)]
    assert resubmitted(lin, case).status_code == 200


@pytest.mark.parametrize(
    ("point", "code", "say"),
    [
        ({"point": "r1", "text": "姓名写错了"}, "not_correctable", "「姓名」来自身份证，申请人改不了"),
        ({"point": "r1", "text": "再看一眼", "field": "id_number"}, "not_correctable", "「身份证号」来自身份证，申请人改不了"),
        ({"point": "r1", "text": "再看一眼", "field": "colour"}, "target_unknown", "表里没有「colour」这一项"),
        ({"point": "r1", "text": "再看一眼", "material": "m-idcard"}, "target_unknown", "申请人没有要传的「m-idcard」"),
        ({"point": "r1", "text": "再看一眼"}, "target_unknown", "看不出要改哪一项"),
        ({"point": "r99", "text": "背景不白"}, "unknown_point", "公布的审查要点里没有这一条"),
    ],
)
def test_what_cannot_be_corrected_is_not_asked_for_and_the_department_is_told_why(lin, crj, case, rows, point, code, say):
    before = kept(rows)
    reply = crj.send(case, "to_correct", points=[PICTURE, point])
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, code, say)
    assert kept(rows) == before and lin.get(f"/api/cases/{case}").json["state"] == "pre_check"


def test_the_department_may_say_which_material(lin, crj, case):
    send_back(crj, case, {"point": "r1", "text": "看不清", "material": SIGNATURE}, PICTURE)
    assert points(lin, case) == [("material", SIGNATURE, False), ("material", PHOTO, False)]
    assert {one["material"]: one["editable"] for one in lin.get(f"/api/cases/{case}/materials").json["materials"]} == {
        PHOTO: True,
        "m-old-passport": False,
        SIGNATURE: True,
    }


def test_a_second_round_counts_from_what_was_returned_then(lin, crj, case):
    send_back(crj, case, POINT)
    save(lin, case, emergency_phone="13900139007")
    assert resubmitted(lin, case).status_code == 200
    crj.walk(case, "pre_check")
    assert crj.send(case, "to_correct", points=[POINT], reason="还是打不通").status_code == 200
    assert points(lin, case) == [("field", "emergency_phone", False)]
    save(lin, case, emergency_phone=ASKED["emergency_phone"])
    assert points(lin, case) == [("field", "emergency_phone", True)]


def test_a_field_that_hangs_on_another_is_mended_alone(lin, crj, case):
    send_back(crj, case, {"point": "r1", "text": "少写了房号", "field": "mail_address"})
    fields = {one["id"]: one for one in lin.get(f"/api/cases/{case}/form").json["fields"]}
    assert fields["mail_address"]["when"] == {"delivery": "mail"} and fields["mail_address"]["editable"] is True
    # What it hangs on is shut and still says which option it is: a phone decides by it what is shown.
    assert (fields["delivery"]["editable"], fields["delivery"]["value"], fields["delivery"]["text"]) == (False, "mail", "寄到家")
    point = lin.get(f"/api/cases/{case}/correction").json["points"][0]
    assert (point["name"], point["text"]) == ("收件地址", "少写了房号")


NEW = "13900139007"
HOME = "广东省广州市天河区体育东路100号1201房"


def page(who, no):
    return who.get(f"/api/cases/{no}/correction").json


def changes(who, no):
    return [(one["name"], one["was"], one["now"]) for one in page(who, no)["changes"]]


def test_before_it_goes_what_it_was_and_what_it_is_stand_beside_each_other(lin, crj, case):
    send_back(crj, case, POINT, {"point": "r1", "text": "领取方式不对", "field": "delivery"}, PICTURE)
    assert changes(lin, case) == []
    save(lin, case, emergency_phone=NEW, delivery="pickup")
    before = next(one["file"]["id"] for one in lin.get(f"/api/cases/{case}/materials").json["materials"] if one["material"] == PHOTO)
    give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo())
    now = next(one["file"]["id"] for one in lin.get(f"/api/cases/{case}/materials").json["materials"] if one["material"] == PHOTO)
    assert changes(lin, case) == [("领取方式", "寄到家", "自己去取"), ("紧急联系人电话", "139 **** 9000", NEW), ("证件照", "", "换了一份")]
    picture = page(lin, case)["changes"][2]
    assert (picture["was_file"]["id"], picture["now_file"]["id"]) == (before, now) and before != now
    assert {picture["was_file"]["mime"], picture["now_file"]["mime"]} == {"image/jpeg"}
    assert [lin.get(picture[one]["url"]).status_code for one in ("was_file", "now_file")] == [200, 200]
    save(lin, case, delivery="mail")
    assert [name for name, *_ in changes(lin, case)] == ["紧急联系人电话", "证件照"]


def test_a_form_that_says_something_else_is_signed_anew_and_nothing_goes_before(lin, crj, case, rows):
    send_back(crj, case, POINT)
    assert page(lin, case)["signature"]["needed"] is False
    save(lin, case, emergency_phone=NEW)
    assert (page(lin, case)["signature"]["needed"], page(lin, case)["signs"]) == (True, ["手写签名"])
    before = rows()
    left = lin.post(f"/api/cases/{case}/resubmission")
    assert (left.status_code, left.json["code"], left.json["say"]) == (422, "sign_again", "表改过了，要重新签一次名")
    assert left.json["errors"] == [{"field": SIGNATURE, "say": "改过的表要重新签名。", "at": "signature"}]
    assert rows() == before and lin.get(f"/api/cases/{case}").json["state"] == "to_correct"
    assert give(lin, f"/api/cases/{case}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    assert page(lin, case)["signature"]["needed"] is False
    assert lin.post(f"/api/cases/{case}/resubmission").status_code == 200


def test_a_photograph_alone_changes_nothing_that_was_signed(lin, crj, case):
    send_back(crj, case, PICTURE)
    give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo())
    assert page(lin, case)["signature"]["needed"] is False
    assert give(lin, f"/api/cases/{case}/signature", signature(), "sign.png", "image/png").json["code"] == "not_asked"
    assert lin.post(f"/api/cases/{case}/resubmission").status_code == 200


def test_what_a_register_said_is_veiled_for_whoever_showed_no_face_and_the_persons_own_is_not(lin, crj, case):
    """The address that was returned came from the register; the one that stands there now was typed."""
    send_back(crj, case, {"point": "r1", "text": "少写了房号", "field": "mail_address"})
    save(lin, case, mail_address=f"{HOME}之二")
    assert [(one["was"], one["now"]) for one in page(lin, case)["changes"]] == [(HOME, f"{HOME}之二")]
    with db.reading() as tx:
        at = opening.opened(tx, case, (lin.me["id"], *owners_of(tx, case)))
        shown = mending.correction(tx, at, corrections.latest(tx, [at.case.id])[at.case.id], False)
    assert [(one["was"], one["now"]) for one in shown["changes"]] == [("广东省******", f"{HOME}之二")]
    assert shown["veiled"] is False  # nothing that goes is hidden: only what was there before


def owners_of(tx, no):
    return [row.owner_id for row in tx.execute(select(case_record.c.owner_id).where(case_record.c.no == no))]


def test_what_waits_to_be_mended_is_named_in_every_line_as_the_errand_is_called_at_home(lin, crj, case):
    send_back(crj, case, {"point": "r1", "text": "楼号写清楚", "field": "mail_address"}, PICTURE)
    drain()
    told = lin.get("/api/messages").json["messages"][0]
    assert (
        told["title"] == "换护照：轮到您了"
        and told["say"].startswith("换护照要改收件地址、证件照，")
        and told["say"].endswith("前改好就能接着办。")
    )
    card = lin.get("/api/cases?group=open").json["cases"][0]
    shown = lin.get(f"/api/cases/{case}").json
    assert card["say"].startswith("换护照要改收件地址、证件照，") and shown["say"] == card["say"]
    assert [(one["name"], one["text"]) for one in shown["timeline"][0]["points"]] == [("收件地址", "楼号写清楚"), ("证件照", "背景不白")]
    give(lin, f"/api/cases/{case}/materials/{PHOTO}", another_photo())
    assert lin.get("/api/cases?group=open").json["cases"][0]["say"].startswith("换护照要改收件地址，")
