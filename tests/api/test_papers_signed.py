"""A year's record to take away: signed, its text selectable, checked by anybody under its code; any changed byte is noticed."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from app.kernel import seals
from tests.api.test_signing_in import problem
from tests.known import proved
from tests.residents import Resident, count

PAPERS = "/api/views/social-query/papers"

# Another process, with nothing of ours: what somebody who was handed the file would run.
VALIDATE = """
import sys
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
root = x509.Certificate.load(pem.unarmor(open(sys.argv[1], 'rb').read())[2])
for file in sys.argv[2:]:
    try:
        signature = PdfFileReader(open(file, 'rb')).embedded_signatures[0]
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
        print('good' if status.bottom_line and status.intact and status.trusted else 'bad', status.coverage.name)
    except Exception as error:
        print('bad', type(error).__name__)
"""


@pytest.fixture
def zhao(app, sandbox):
    return proved(app, sandbox, "zhao-dawei")


def validated(tmp_path, *pdfs):
    """What each of them is held for, in this order."""
    root, files = tmp_path / "root.pem", [tmp_path / f"paper-{number}.pdf" for number in range(len(pdfs))]
    root.write_text(seals.seal().chain)
    for file, pdf in zip(files, pdfs, strict=True):
        file.write_bytes(pdf)
    told = subprocess.run([sys.executable, "-c", VALIDATE, root, *files], capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr
    return told.stdout.splitlines()


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)


def code_of(pdf):
    return re.search(r"防伪码 ((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})", text_of(pdf))[1]


def test_a_years_record_is_signed_says_its_figures_and_can_be_checked(zhao, tmp_path, client):
    reply = zhao.get(f"{PAPERS}/2025")
    assert (reply.status_code, reply.content_type) == (200, "application/pdf")
    said = text_of(reply.data)
    assert "社会保险个人权益记录单（2025 年）" in said and "赵大伟" in said and "广州白云示例物流有限公司" in said
    assert "当年养老缴费 12 个月" in said and "到当年年底累计 196 个月" in said and seals.OURS in said
    assert zhao.id_number not in said
    assert validated(tmp_path, reply.data) == ["good ENTIRE_FILE"]

    verdict = client.get(f"/api/verify/{code_of(reply.data)}").json
    assert (verdict["valid"], verdict["say"]) == (True, "真的，是这里开出的")
    lines = {one["label"]: one["text"] for one in verdict["lines"]}
    assert (lines["文件"], lines["姓名"], lines["当年养老缴费"]) == ("社会保险个人权益记录单（2025 年）", "赵*伟", "12 个月")
    typed = code_of(reply.data).replace("-", " ").lower()
    assert client.get(f"/api/verify/{typed}").json["lines"] == verdict["lines"]
    looks = [one for one in zhao.get("/api/me/uses").json["uses"] if one["unit"] == "核对的人"]
    assert [(one["what"], one["times"]) for one in looks] == [(["盖章文件"], 2)]


def test_any_changed_byte_is_noticed(zhao, tmp_path):
    pdf = zhao.get(f"{PAPERS}/2025").data
    first, second = re.search(rb"/ByteRange\s*\[0 (\d+) (\d+) ", pdf).groups()  # between the two stands the signature itself
    places = (200, int(first) // 2, int(first) - 2, int(second) + 2, len(pdf) - 10)
    changed = [pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :] for at in places]
    *found, longer = validated(tmp_path, *changed, pdf + b"\n%%EOF\n")
    assert [one.split()[0] for one in found] == ["bad"] * len(places)
    assert longer != "good ENTIRE_FILE"


def test_a_hundred_single_changed_bytes_are_noticed_and_the_place_of_the_signature_holds_nothing_else(zhao, tmp_path):
    """What pyHanko overlooks is 38 digits of the envelope around the signature, which nobody reads: 2 in 1,000 of the bytes."""
    pdf = zhao.get(f"{PAPERS}/2025").data
    room = re.search(rb"/Contents\s*<([0-9A-F]+)>", pdf)[1]
    assert len(room) == 2 * (4 + int(room[4:8], 16))  # no zeros after it, which no signature covers
    chance = random.Random(20261128)
    changed = [pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :] for at in chance.sample(range(len(pdf)), 100)]
    found = [one.split()[0] for one in validated(tmp_path, *changed)]
    assert found.count("bad") >= 98 and validated(tmp_path, pdf) == ["good ENTIRE_FILE"]


def test_a_validator_on_the_command_line_accepts_it_and_its_chinese_is_found_as_text(zhao, tmp_path):
    (tmp_path / "root.pem").write_text(seals.seal().chain)
    file, other = tmp_path / "paper.pdf", tmp_path / "other.pdf"
    pdf = zhao.get(f"{PAPERS}/2025").data
    file.write_bytes(pdf)
    other.write_bytes(pdf[:300] + bytes([pdf[300] ^ 1]) + pdf[301:])
    command = [Path(sys.executable).with_name("pyhanko"), "sign", "validate", "--trust", tmp_path / "root.pem"]
    told = [subprocess.run([*command, one], capture_output=True, text=True, timeout=60) for one in (file, other)]
    assert [one.returncode for one in told] == [0, 1], told
    said = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, timeout=60).stdout
    assert "社会保险个人权益记录单" in said and "赵大伟" in said and code_of(pdf) in said


def test_this_years_is_not_ready_and_a_year_without_rows_has_none(zhao):
    assert problem(zhao.get(f"{PAPERS}/2026"), 422, "too_early")["say"] == "今年的要到明年 1 月生成"
    assert problem(zhao.get(f"{PAPERS}/2007"), 422, "nothing_there")["say"] == "2007 年没有记录"
    assert count("paper") == 0
    assert zhao.get(f"{PAPERS}/20251").status_code == 404


def test_nobody_takes_away_anything_before_showing_the_face(app, sandbox):
    zhao = Resident(app, sandbox, "zhao-dawei").known()
    problem(zhao.get(f"{PAPERS}/2025"), 403, "face_needed")
    assert count("paper") == 0


def test_nothing_is_made_while_the_department_is_off(zhao, sandbox):
    sandbox.control("POST", "/settings", registers_off=["rst.pays"])
    problem(zhao.get(f"{PAPERS}/2025"), 503, "source_off")
    assert count("paper") == 0


def test_a_paper_that_does_not_come_out_is_said_and_not_remembered(zhao, monkeypatch):
    from app.lookups import drawing

    monkeypatch.setattr(drawing, "LONGEST_S", 0.01)
    problem(zhao.get(f"{PAPERS}/2025"), 503, "paper_failed")
    assert count("paper") == 0


def test_a_code_that_is_none_is_said_calmly(client):
    told = client.get("/api/verify/ABCD-EFGH-JKLM-NPQR").json
    assert (told["valid"], told["lines"]) == (False, []) and told["say"].startswith("没有这个防伪码")


def test_papers_go_with_the_account(zhao):
    pdf = zhao.get(f"{PAPERS}/2025").data
    assert count("paper") == 1
    goes = {one["name"] for one in zhao.get("/api/me/closing").json["goes"]}
    assert "下载过的盖章文件 1 份" in goes
    assert zhao.post("/api/me/closing", {"agree": True}).status_code == 200
    assert count("paper") == 0
    assert zhao.client.get(f"/api/verify/{code_of(pdf)}").json["valid"] is False
