"""Told twice, done once: the same key and body get the same answer, another body is a conflict."""

import pytest

from tests.applications import ASKED, PHOTO, RENEW, begun, filled, give, photo, submitted
from tests.residents import Resident, count


def test_handing_in_again_with_the_same_key_gives_the_same_answer(lin, rows):
    no = filled(lin)
    first = lin.post(f"/api/cases/{no}/submission", key="k1")
    before = rows()
    again = [lin.post(f"/api/cases/{no}/submission", key="k1") for _ in range(3)]
    assert first.status_code == 200 and all((one.status_code, one.data) == (200, first.data) for one in again)
    assert rows() == before and count("case_action") == 1


def test_handing_in_again_with_another_key_is_a_conflict_that_says_what_is_possible(lin, rows):
    no = submitted(lin)
    before = rows()
    reply = lin.post(f"/api/cases/{no}/submission", key="k2")
    assert (reply.status_code, reply.json["code"]) == (409, "impossible_move") and reply.json["say"]
    assert (reply.json["state"], reply.json["allowed"]) == ("submitted", ["withdrawn"])
    assert rows() == before


def test_the_same_key_with_another_body_is_refused(lin, rows):
    first = lin.post("/api/cases", RENEW, key="k1")
    before = rows()
    other = lin.post("/api/cases", {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}}, key="k1")
    assert (other.status_code, other.json["code"]) == (422, "key_reused") and rows() == before
    assert lin.post("/api/cases", RENEW, key="k1").json == first.json


def test_the_same_key_on_another_case_is_refused(lin, rows):
    one, two = filled(lin), begun(lin, {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}})
    lin.post(f"/api/cases/{one}/submission", key="k1")
    before = rows()
    reply = lin.post(f"/api/cases/{two}/submission", key="k1")
    assert (reply.status_code, reply.json["code"]) == (422, "key_reused") and rows() == before


def test_a_key_belongs_to_one_account(app, sandbox, lin):
    other = Resident(app, sandbox, "zhao-dawei").known()
    assert lin.post("/api/cases", RENEW, key="k1").json["no"] != other.post("/api/cases", {**RENEW, "anyway": True}, key="k1").json["no"]


@pytest.mark.parametrize("path", ["/api/cases", "/api/cases/{no}/submission", "/api/cases/{no}/withdrawal", "/api/cases/{no}/resubmission"])
def test_what_must_not_be_done_twice_needs_a_key(lin, rows, path):
    no = begun(lin)
    before = rows()
    reply = lin.post(path.format(no=no), RENEW if path == "/api/cases" else {}, key=None)
    assert (reply.status_code, reply.json["code"]) == (400, "idempotency_key_missing") and reply.json["say"]
    assert rows() == before


def test_a_refusal_is_not_remembered_so_the_same_key_works_once_it_is_put_right(lin):
    no = begun(lin)
    assert lin.post(f"/api/cases/{no}/submission", key="k1").status_code == 422
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED})
    give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo())
    from tests.applications import signature

    give(lin, f"/api/cases/{no}/signature", signature(), "s.png", "image/png")
    assert lin.post(f"/api/cases/{no}/submission", key="k1").status_code == 200


def test_a_file_given_twice_with_one_key_is_stored_once(lin):
    no = begun(lin)
    first = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(), key="k1")
    again = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(), key="k1")
    assert first.json == again.json and count("file") == 1
    other = give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo(background="#fefefe"), key="k1")
    assert (other.status_code, other.json["code"]) == (422, "key_reused") and count("file") == 1
