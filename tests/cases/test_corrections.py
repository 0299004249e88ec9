"""A correction leads to the very field or material, opens only that, and counts only what differs from what was returned."""

import pytest

from tests.applications import ASKED, PHOTO, SIGNATURE, another_photo, give, photo, submitted

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
    assert lin.post(f"/api/cases/{case}/resubmission").status_code == 200


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
    assert lin.post(f"/api/cases/{case}/resubmission").status_code == 200
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
    assert lin.post(f"/api/cases/{case}/resubmission").status_code == 200


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
    assert lin.post(f"/api/cases/{case}/resubmission").status_code == 200
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
