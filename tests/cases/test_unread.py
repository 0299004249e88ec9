"""Nothing is handed in unread: what a register filled in and was shown veiled is seen whole first, as it stands then."""

import pytest

from tests.applications import ASKED, PHOTO, RENEW, begun, give, photo, signature
from tests.known import known
from tests.residents import Resident, count

WHOLE = "广东省广州市天河区体育东路100号1201房"
UNREAD = ("form_unread", "「收件地址」还没看全", "看全了，没错再交")


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


def filled(who, no=None):
    """A draft with everything in it, whose confirmation was never asked for."""
    no = no or begun(who, RENEW)
    assert who.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED}).json["gaps"] == []
    assert give(who, f"/api/cases/{no}/materials/{PHOTO}", photo()).json["state"] == "ok"
    assert give(who, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    return no


def refused(reply):
    assert reply.status_code == 409, reply.text
    return reply.json["code"], reply.json["say"].rstrip("。"), reply.json["do"].rstrip("。")


def line(who, no, field="mail_address"):
    return next(one["text"] for one in who.get(f"/api/cases/{no}/confirm").json["lines"] if one["field"] == field)


def test_what_was_veiled_and_never_read_whole_is_not_handed_in(lin):
    no = filled(lin)
    assert line(lin, no) == "广东省******"
    assert lin.post(f"/api/cases/{no}/submission").json["code"] == "face_needed"
    assert lin.face().json["passed"]
    key = "the-same-tap"
    before = count("case_action"), count("case_verdict"), count("outbox"), count("remembered")
    assert refused(lin.post(f"/api/cases/{no}/submission", key=key)) == UNREAD
    assert (count("case_action"), count("case_verdict"), count("outbox"), count("remembered")) == before
    assert lin.get(f"/api/cases/{no}").json["state"] == "draft"
    page = lin.get(f"/api/cases/{no}/confirm?whole=true").json
    assert page["veiled"] is False and line(lin, no) == WHOLE
    assert lin.post(f"/api/cases/{no}/submission", key=key).status_code == 200  # one face for both


def test_asking_in_vain_for_the_whole_reads_nothing(lin):
    no = filled(lin)
    assert lin.get(f"/api/cases/{no}/confirm?whole=true").json["code"] == "face_needed"
    assert lin.face().json["passed"]
    assert refused(lin.post(f"/api/cases/{no}/submission")) == UNREAD


def test_whoever_never_saw_a_veil_needs_nothing_more(app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").proved()
    no = filled(chen)
    assert chen.post(f"/api/cases/{no}/submission").status_code == 200


def test_a_draft_begun_by_nobody_known_is_unread_once_it_was_shown_veiled(app, sandbox):
    lin = Resident(app, sandbox)
    no = begun(lin, RENEW)
    lin.known()
    shown = {one["id"]: one["text"] for one in lin.get(f"/api/cases/{no}/form").json["fields"]}
    assert shown["mail_address"] == "广东省******"
    before = form_of(no)
    lin.get(f"/api/cases/{no}/form")
    assert form_of(no) == before
    assert lin.face().json["passed"]
    assert filled(lin, no) == no and refused(lin.post(f"/api/cases/{no}/submission")) == UNREAD
    assert line(lin, no) == WHOLE and lin.post(f"/api/cases/{no}/submission").status_code == 200


def test_what_the_resident_wrote_themselves_was_read_by_them(lin):
    no = filled(lin)
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"mail_address": "广州市越秀区示例街 2 号 301"}}).json["errors"] == []
    assert lin.face().json["passed"]
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200


def test_what_does_not_count_need_not_be_read(lin):
    no = filled(lin)
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"delivery": "pickup"}}).json["gaps"] == []
    assert lin.face().json["passed"]
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200


@pytest.fixture
def moved(monkeypatch):
    """Makes the register say another address than it did."""
    from app.forms import prefill

    known = prefill.known

    def move(address):
        def other(*given):
            values, sources = known(*given)
            return {**values, **({"mail_address": address} if "mail_address" in values else {})}, sources

        monkeypatch.setattr(prefill, "known", other)

    return move


def test_a_value_that_changed_after_it_was_read_is_read_again(lin, moved):
    no = filled(lin)
    assert lin.face().json["passed"]
    assert line(lin, no) == WHOLE
    moved("广东省广州市海珠区新港西路 9 号")
    # Something is missing, so what is known is taken up anew with the next save.
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"delivery": None}})
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"delivery": "mail"}}).json["gaps"] == []
    assert refused(lin.post(f"/api/cases/{no}/submission")) == UNREAD
    assert line(lin, no) == "广东省广州市海珠区新港西路 9 号"
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200


def test_what_was_read_is_what_is_handed_in(lin, moved):
    """The page says what is known now; the draft was filled in before."""
    assert lin.face().json["passed"]
    no = filled(lin)
    moved("广东省广州市海珠区新港西路 9 号")
    assert line(lin, no) == "广东省广州市海珠区新港西路 9 号"
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    fields = {one["id"]: one["text"] for one in lin.get(f"/api/cases/{no}/form").json["fields"]}
    assert fields["mail_address"] == "广东省广州市海珠区新港西路 9 号"


def test_what_one_wrote_is_read_digit_by_digit_and_what_is_theirs_once_it_is_proved(lin):
    no = filled(lin)
    assert (line(lin, no, "emergency_phone"), line(lin, no, "phone")) == ("13900139000", "138 **** 8001")
    assert lin.face().json["passed"]
    assert (line(lin, no, "emergency_phone"), line(lin, no, "phone")) == ("13900139000", "13800138001")


def test_all_that_is_handed_in_is_read_whole_once_the_face_was_shown_and_what_a_register_alone_may_say_is_not_written(lin):
    no = filled(lin)
    before = told(lin, no)
    assert before["hukou"] == ("户口所在地", "广东省******", None)
    assert before["id_number"][1] == "440199********0010" and "*" in before["old_document"][1]
    assert lin.face().json["passed"]
    after = told(lin, no)
    sent = {one["id"]: one["text"] for one in lin.get(f"/api/cases/{no}/form").json["fields"] if one["text"]}
    assert set(after) == {*sent, None, PHOTO}
    assert {key: after[key] for key in ("name", "id_number", "hukou", "old_document")} == {
        "name": ("姓名", "林志豪", None),
        "id_number": ("身份证号", lin.id_number, None),
        "hukou": ("户口所在地", WHOLE, None),
        "old_document": ("旧护照号", "E12346128", None),
    }
    assert not [text for _, text, _ in after.values() if "*" in text]


def told(who, no):
    return {one["field"]: (one["label"], one["text"], one["edit"]) for one in who.get(f"/api/cases/{no}/confirm").json["lines"]}


def test_looking_twice_writes_once(lin):
    no = filled(lin)
    assert lin.face().json["passed"]
    assert line(lin, no) == WHOLE
    before = form_of(no)
    assert line(lin, no) == WHOLE and form_of(no) == before


def form_of(no):
    from app.cases import records
    from app.kernel import db

    with db.reading() as tx:
        return records.find(tx, no).form
