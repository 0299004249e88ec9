"""What asked for the person's hand is no turn any more once that is done; what no longer holds is not said."""

import pytest

from tests.applications import ENDORSE, PHOTO, another_photo, begun, filled, give, submitted
from tests.errands import pay, ready, submit
from tests.residents import drain

PAGES = ("/pages/correct/index?no=", "/pages/pay/index?no=", "/pages/case/index?no=")


def turns(who):
    return [(one["title"], one["to"]) for one in who.get("/api/messages?kind=turn").json["messages"]]


def told(who, title):
    return next(one for one in who.get("/api/messages").json["messages"] if one["title"] == title)


def sent_back(lin, crj, no, text="背景不白"):
    assert crj.send(no, "to_correct", points=[{"point": "r6", "text": text}], reason="照片不合规格").status_code == 200
    drain()


def corrected(lin, no):
    assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo()).json["state"] == "ok"
    assert lin.post(f"/api/cases/{no}/resubmission").status_code == 200
    drain()


def endorsement(lin):
    no = ready(lin, ENDORSE["item"], ENDORSE["answers"])
    submit(lin, no)
    drain()
    return no


def test_a_message_that_asked_for_a_correction_is_no_turn_once_it_was_made(lin, crj):
    no = submitted(lin)
    crj.walk(no, "pre_check")
    sent_back(lin, crj, no)
    assert turns(lin) == [("换护照：轮到您了", PAGES[0] + no)]
    corrected(lin, no)
    assert turns(lin) == []
    past = told(lin, "换护照：请您改的")
    assert (past["tone"], past["say"], past["to"]) == ("grey", "这一步过去了，不用再做。", PAGES[2] + no)


def test_of_two_corrections_only_the_one_that_is_still_to_be_made_is_a_turn(lin, crj):
    no = submitted(lin)
    crj.walk(no, "pre_check")
    sent_back(lin, crj, no)
    corrected(lin, no)
    crj.walk(no, "pre_check")
    sent_back(lin, crj, no, "还是不白")
    assert len(turns(lin)) == 1 and told(lin, "换护照：请您改的")["tone"] == "grey"


def test_a_bill_that_was_paid_asks_for_nothing(lin, crj, sandbox):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving", "to_pay")
    assert turns(lin) == [("换护照：轮到您交费", PAGES[1] + no)]
    pay(lin, sandbox, no)
    assert turns(lin) == [] and told(lin, "换护照：请您交的费")["to"] == PAGES[2] + no


def test_a_turn_in_another_case_stays_one(lin, crj):
    no = submitted(lin)
    crj.walk(no, "pre_check")
    sent_back(lin, crj, no)
    assert lin.post(f"/api/cases/{no}/withdrawal", {}).status_code == 200
    other = endorsement(lin)
    crj.walk(other, "accepted", "reviewing", "approving", "to_pay")
    assert [to for _, to in turns(lin)] == [PAGES[1] + other]


@pytest.mark.parametrize(("way", "node"), [(("pre_check",), "rejected"), (("accepted", "reviewing", "approving"), "denied")])
def test_who_was_refused_before_paying_reads_that_nothing_was_charged(lin, crj, way, node):
    no = submitted(lin)
    assert lin.get(f"/api/cases/{no}").json["fee_text"] == "120 元"
    crj.walk(no, *way, node)
    assert lin.get(f"/api/cases/{no}").json["fee_text"] == "没有收费"


def test_what_one_holds_is_not_offered_as_the_next_step(lin):
    """He holds a passport and a permit for Hong Kong and Macau, and has just asked for another passport."""
    held = {one["type"] for one in lin.get("/api/certificates").json["certificates"]}
    assert {"ec-passport", "ec-hkm-permit"} <= held
    from app.publishing import current

    for no in (submitted(lin), endorsement(lin)):
        after = lin.get(f"/api/cases/{no}").json["next"]
        results = {current().items[one["id"]].result.get("cert") for one in after}
        assert "passport-first" not in {one["id"] for one in after} and not results & held


def test_the_bill_says_what_wechat_will_call_who_is_paid(lin, crj, sandbox):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving", "to_pay")
    bill = lin.post(f"/api/cases/{no}/payment").json
    sheet = sandbox.control("POST", "/pay/sheet", **bill["sheet"])
    assert (bill["payee"], bill["shown_as"]) == ("公安（出入境管理）", "省事政务代收") and sheet["payee"] == bill["shown_as"]


def test_the_header_of_the_form_adds_up(lin):
    no = begun(lin)
    form = lin.get(f"/api/cases/{no}/form").json
    numbers = [int(part.split(" ")[0].removeprefix("只差")) for part in form["say"].rstrip("。").split("，")]
    all_, left = (int(part.strip().split(" ")[-2]) for part in form["title"].split("，"))
    assert all_ == left + sum(numbers), (form["title"], form["say"])


def test_every_piece_of_information_that_is_used_is_listed_before_signing(lin):
    no = filled(lin)
    page = lin.get(f"/api/cases/{no}/confirm").json
    listed = "、".join(one["what"] for one in page["uses"])
    fields = [one for one in lin.get(f"/api/cases/{no}/form").json["fields"] if one["text"]]
    for one in fields:
        assert one["label"] in listed or (one["source"] and one["source"] in listed), (one["label"], listed)
    assert [one for one in page["uses"] if not one["from"]] == []


def test_whether_something_is_signed_is_known_from_the_first_page(lin):
    no = begun(lin)
    assert lin.get(f"/api/cases/{no}/form").json["signs"] is True and lin.get(f"/api/cases/{no}/materials").json["signs"] is True
