"""The search for personal data finds what it looks for: otherwise finding nothing would say nothing."""

import base64
import json

import pytest

from deploy import leaks

NUMBER, NAME = "440199199208200010", "林志豪"


@pytest.mark.parametrize(
    "text",
    [
        NUMBER.encode(),
        NAME.encode(),
        json.dumps({"name": NAME}).encode(),
        base64.b64encode(NUMBER.encode()),
        b"\x00\x01" + NUMBER.encode() + b"\xff",
    ],
)
def test_a_number_or_a_name_is_found_however_it_stands_there(tmp_path, text):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "web.log").write_bytes(b"before " + text + b" after")
    found = leaks.search([tmp_path], {}, {"number": NUMBER, "name": NAME})
    assert len(found.leaks) == 1 and found.leaks[0].endswith("web.log")


def test_an_error_page_counts_as_well(tmp_path):
    assert leaks.search([tmp_path], {"404": NAME.encode()}, {"name": NAME}).leaks == ["name: 错误页 404"]


def test_the_outside_worlds_own_files_are_its_own(tmp_path):
    (tmp_path / "sandbox.json").write_text(NUMBER)
    assert leaks.search([tmp_path], {}, {"number": NUMBER}).leaks == []
