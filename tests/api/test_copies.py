"""A copy of a certificate for one use: its purpose on every page, checked once; a file that is compared to the last byte."""

import io
import random
import re
from datetime import timedelta

import pypdfium2
import pytest

from app.kernel import clock
from tests.api.test_papers_signed import code_of, text_of, validated
from tests.api.test_signing_in import problem
from tests.api.test_wallet import passport
from tests.known import proved
from tests.residents import Resident, count


@pytest.fixture
def lin(app, sandbox):
    return proved(app, sandbox)


def copied(lin, certificate, purpose="办签证", to="示例旅行社"):
    return lin.get(f"/api/certificates/{certificate}/copy?purpose={purpose}&to={to}")


def compared(client, pdf):
    return client.post("/api/verify/file", data={"file": (io.BytesIO(pdf), "a.pdf")}, content_type="multipart/form-data")


def test_it_says_the_whole_face_and_on_every_page_for_what_and_for_whom_and_can_be_checked_once(lin, client, tmp_path):
    reply = copied(lin, passport(lin)["id"])
    assert (reply.status_code, reply.content_type, reply.headers["Cache-Control"]) == (200, "application/pdf", "no-store")
    said = text_of(reply.data)
    for one in ("普通护照（复印件）", "林志豪", "E12346128", "2027-03-17", "只能用于上面写的这一次"):
        assert one in said
    with pypdfium2.PdfDocument(reply.data) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    assert [page.count("只用于办签证 交给示例旅行社") > 5 for page in pages] == [True] * len(pages)
    assert validated(tmp_path, reply.data) == ["good ENTIRE_FILE"]

    code = code_of(reply.data)
    now = clock.now()
    first = client.get(f"/api/verify/{code}").json
    lines = {one["label"]: one["text"] for one in first["lines"]}
    assert (first["valid"], lines["只用于"], lines["交给"], lines["姓名"], lines["号码"]) == (
        True,
        "办签证",
        "示例旅行社",
        "林*豪",
        "E****6128",
    )
    assert "E12346128" not in str(first)
    with clock.held_at(now + timedelta(minutes=9)):
        assert client.get(f"/api/verify/{code}").json["valid"] is True  # the same desk looks again
    with clock.held_at(now + timedelta(minutes=11)):
        again = client.get(f"/api/verify/{code}").json
    assert again["valid"] is False and re.fullmatch(r"这份复印件\d+月\d+日 \d\d:\d\d 核对过了", again["say"])
    uses = [(one["unit"], one["why"]) for one in lin.get("/api/me/uses").json["uses"] if "复印件" in one["why"]]
    assert ("示例旅行社", "您开了一份普通护照复印件") in uses and ("核对的人", "核对普通护照（复印件）") in uses


def test_a_hundred_of_a_hundred_changed_bytes_are_found_when_the_file_itself_is_compared(lin, client):
    pdf = copied(lin, passport(lin)["id"]).data
    chance = random.Random(20261128)
    for at in chance.sample(range(len(pdf)), 100):
        other = pdf[:at] + bytes([pdf[at] ^ chance.randrange(1, 256)]) + pdf[at + 1 :]
        told = compared(client, other).json
        assert (told["valid"], told["say"], told["lines"]) == (False, "不是这里开出的，或者被改过", []), at
    told = compared(client, pdf).json
    assert told["valid"] is True and told["note"].startswith("这个文件和这里开出的一字不差")
    assert compared(client, b"").json["valid"] is False


def test_a_file_that_did_not_come_is_said(client):
    assert problem(client.post("/api/verify/file"), 422, "file_missing")["say"] == "没有收到文件"


@pytest.mark.parametrize(("purpose", "to"), [("", "示例旅行社"), ("办", "示例旅行社"), ("办签证", ""), ("办" * 21, "示例旅行社")])
def test_for_what_and_for_whom_must_be_said(lin, purpose, to):
    problem(copied(lin, passport(lin)["id"], purpose, to), 422, "refused")
    assert count("paper") == 0


def test_nobody_copies_what_is_not_theirs_or_before_showing_the_face(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").proved()
    problem(copied(chen, passport(lin)["id"]), 404, "not_found")
    problem(copied(Resident(app, sandbox, "wu-haiyan").known(), "0a" * 16), 403, "face_needed")
    assert count("paper") == 0
