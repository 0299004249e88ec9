"""What was handed in stands on the case's page as it was: the form, the photos, the signature with its moment."""

from app.kernel import clock
from tests.applications import RENEW, filled, submitted
from tests.residents import Resident


def sent(who, no, whole=""):
    return who.get(f"/api/cases/{no}/sent{whole}").json


def test_the_form_the_photo_and_the_signature_are_there_as_they_were_handed_in(app, sandbox):
    lin = Resident(app, sandbox).proved()
    no = filled(lin, RENEW)
    read = {one["field"]: one["text"] for one in lin.get(f"/api/cases/{no}/confirm").json["lines"] if one["field"]}
    assert sent(lin, no) == {"at": None, "lines": [], "files": [], "signature": None, "veiled": False}  # nothing went yet
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    page = sent(lin, no)
    told = {one["field"]: one["text"] for one in page["lines"]}
    assert told == {field: text for field, text in read.items() if field in told} and len(told) >= 10
    assert told["mail_address"] == "广东省广州市天河区体育东路100号1201房" and page["veiled"] is False
    (photo,) = page["files"]
    assert (photo["material"], photo["mime"]) == ("m-photo-exit", "image/jpeg") and lin.get(photo["url"]).status_code == 200
    assert page["signature"]["material"] == "m-signature" and page["signature"]["at"] <= page["at"] <= clock.rfc3339(clock.now())
    assert lin.get(page["signature"]["url"]).status_code == 200


def test_what_registers_say_stays_behind_the_face_and_nobody_else_sees_any_of_it(app, sandbox):
    lin = Resident(app, sandbox).proved()
    no = submitted(lin)
    second = Resident(app, sandbox, "lin-zhihao#2").known()  # another account of theirs, which has shown no face
    for reply in (second.get(f"/api/cases/{no}/sent"), second.get(f"/api/cases/{no}/sent?whole=true")):
        assert reply.status_code in (403, 404) and "1201" not in reply.text
    zhao = Resident(app, sandbox, "zhao-dawei").proved()
    assert zhao.get(f"/api/cases/{no}/sent").json["code"] == "case_not_found"
