"""高考查分 over HTTP: mine at one tap, hidden marks in no answer, a night when all come at once is a line and no error."""

import pytest

from app.kernel import cache, clock
from app.lookups import crowds
from tests.api.test_signing_in import problem
from tests.known import proved

VIEW = "/api/views/exam-score"


@pytest.fixture
def liang(app, sandbox):
    return proved(app, sandbox, "liang-junjie")


def test_a_candidate_reads_marks_and_takes_a_sealed_paper(liang):
    page = liang.get(VIEW).json
    assert {one["id"]: one["text"] for card in page["cards"] for one in card["figures"]} == {
        "total": "572 分", "place": "第 52,000 名", "first": "高出 140 分", "special": "高出 33 分",
        "state": "录取", "school": "示例大学", "major": "软件工程", "batch": "本科批次",
    }  # fmt: skip
    assert (page["rows"]["head"], page["rows"]["years"], page["rows"]["rows"][0]["text"]) == ("各科成绩", ["2021"], "112 分")
    assert (page["chart"]["each"], [one["id"] for one in page["chart"]["bars"] if one["mine"]]) == ("分数段", ["560"])
    reply = liang.get(f"{VIEW}/papers/2021")
    assert reply.status_code == 200 and reply.data[:5] == b"%PDF-" and b"/ByteRange" in reply.data
    problem(liang.get(f"{VIEW}/papers/2026"), 422, "nothing_there")


def test_hidden_marks_are_in_no_answer(app, sandbox):
    sandbox.control("POST", "/switches/hidden-score-of-ou-jiayi", on=True)
    ou = proved(app, sandbox, "ou-jiayi")
    page = ou.get(VIEW).json
    assert [(one["id"], one["text"]) for card in page["cards"] for one in card["figures"]] == [("total", "暂不公布")]
    assert (page["rows"], page["chart"], page["papers"]) == (None, None, [])
    problem(ou.get(f"{VIEW}/papers/2026"), 422, "nothing_there")


def test_who_comes_when_thousands_do_stands_in_line_and_gets_in(liang):
    now = clock.now()
    with clock.held_at(now):
        for one in range(1200):
            crowds.turn("exam-score", f"other-{one}", 60)
        page = liang.get(VIEW).json
        assert page["line"] == {"ahead": 1200, "seconds": 20} and page["cards"] == [] and page["empty"] == ""
        assert liang.get(VIEW).json["line"] == {"ahead": 1200, "seconds": 20}
        told = problem(liang.get(f"{VIEW}/papers/2021"), 429, "in_line")
        assert (told["say"], told["do"]) == ("前面还有 1,200 人", "约 20 秒以后再点")
    cache.cache().clear()
    assert liang.get(VIEW).json["line"] is None and liang.get(VIEW).json["cards"]
