"""Papers other than the id card: each number by its own shape, a person of their own, what needs an id card says so."""

from dataclasses import replace
from datetime import date

import pytest

from app.identity import queries, tokens
from app.identity.papers import PAPERS, born_of
from app.kernel import db
from app.kernel.ports import outside
from app.publishing import current
from tests import written
from tests.api.test_signing_in import problem
from tests.applications import RENEW
from tests.residents import Resident, count, drain

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("code", "good", "bad"),
    [
        ("516", ["H12345678", "M00000001", "H1234567801"], ["A12345678", "H1234567", "H123456789", "h", "", "12345678"]),
        ("511", ["09912345"], ["0991234", "099123456", "T9912345", ""]),
        ("154", ["810000199107079049", "810000199408230021"],
         ["810000199107079040", "840000199107079049", "81000019910707904", "810000199113079041"]),
        ("553", ["944840198503159027", "911124198108030024", "USA440181010112"],
         ["944840198503159028", "944840198513159027", "US4401810101123", "1", ""]),
        ("414", ["AB9912345", "E12345678", "123456789"], ["ABCDEFGH", "A1", "E1234-5678", "A" * 15 + "1", ""]),
    ],
)  # fmt: skip
def test_each_number_is_written_as_its_paper_writes_it(code, good, bad):
    assert [PAPERS[code].fault(one, TODAY) for one in good] == [None] * len(good)
    assert all(str(PAPERS[code].fault(one, TODAY)).endswith("。") for one in bad)


def test_some_numbers_say_when_their_holder_was_born():
    assert born_of("154", "810000199107079049") == date(1991, 7, 7)
    assert born_of("553", "944840198503159027") == date(1985, 3, 15)
    assert born_of("553", "USA440181010112") is born_of("516", "H12345678") is None


@pytest.fixture
def anna(app, sandbox):
    return Resident(app, sandbox, "anna-smith")


def by_paper(who, paper, **other):
    return who.post("/api/me/real-name", {"name": who.name, "id_number": who.id_number, "paper": paper, **other})


def test_a_latin_name_and_a_permanent_residence_make_level_three(anna):
    said = by_paper(anna, "553")
    assert (said.status_code, said.json["level"], said.json["paper"], said.json["join"]) == (200, 3, "外国人永久居留身份证", None)
    drain()
    with db.reading() as tx:
        person = queries.get_person(tx, tokens.who(anna.token).person)
    assert (person.paper, person.birth, person.sex, person.age(TODAY)) == ("553", date(1985, 3, 15), "女", 41)
    assert anna.get("/api/certificates").status_code == 200 and anna.get("/api/me/uses").status_code == 200


def test_a_paper_without_a_birth_date_in_its_number_has_it_from_the_source(app, sandbox):
    chan = Resident(app, sandbox, "chan-kayan")
    assert by_paper(chan, "516").json["name"] == "陈*欣"
    with db.reading() as tx:
        person = queries.get_person(tx, tokens.who(chan.token).person)
    assert (person.birth, person.sex) == (date(1996, 5, 18), "女")


def test_another_kind_of_paper_with_that_number_is_nobodys(anna):
    problem(by_paper(anna, "414", id_number="AB9912345"), 422, "real_name_mismatch")
    problem(by_paper(anna, "111"), 422, "real_name_mismatch")
    problem(by_paper(anna, "154"), 422, "real_name_format")
    problem(by_paper(anna, "999"), 422, "refused")
    assert count("person") == 0


def test_another_birth_than_the_number_bears_is_no_answer(anna, monkeypatch):
    sources, ask = outside().sources, outside().sources.ask

    def wrong(*given, **more):
        fact = ask(*given, **more)
        return replace(fact, data={**fact.data, "出生日期": "1985-03-16"})

    monkeypatch.setattr(sources, "ask", wrong)
    problem(by_paper(anna, "553"), 503, "source_unreadable")
    assert count("person") == 0


def test_an_expired_paper_is_said_to_be(app, sandbox):
    ivan = Resident(app, sandbox, "ivan-petrov")
    said = problem(by_paper(ivan, "414"), 422, "paper_expired")
    assert said["say"] == "这个证件过期了" and count("person") == 0


def test_the_source_being_off_says_what_to_do(anna, sandbox):
    sandbox.control("POST", "/settings", sources_off=["exit_entry"])
    said = problem(by_paper(anna, "553"), 503, "paper_source_off")
    assert "窗口" in said["do"] and count("person") == 0


def test_what_needs_a_face_or_an_id_card_says_so(anna):
    assert by_paper(anna, "553").status_code == 200
    said = problem(anna.post("/api/me/face"), 403, "id_card_needed")
    assert "窗口" in said["do"] and count("face_check") == 0
    begun = anna.post(
        "/api/cases", {"item": "passport-renew", "city": "440100", "answers": {"why": "expiring", "age": "adult", "hukou": "pilot"}}
    )
    said = problem(begun, 403, "id_card_needed")
    assert "身份证" in said["say"] and count("case_record") == 0


OPEN = {"flexible-insured"}


def test_what_is_open_to_another_paper_says_so_and_everything_else_whom_to_ask(app, sandbox, imaginary):
    """The phone's camera knows the id card only. A window is named to those it serves: a passport is nobody's who holds no id card."""
    ho = Resident(app, sandbox, "ho-kitman")
    assert by_paper(ho, "154").json["level"] == 3
    said = problem(ho.post("/api/cases", {"item": "stall-insured", "city": "440100", "answers": {}}), 403, "id_card_needed")
    assert (said["say"], said["do"]) == ("港澳台居民居住证也能办，只是手机上刷脸只认居民身份证", "带港澳台居民居住证去窗口办")
    for item, answers in (("passport-renew", RENEW["answers"]), ("stall-licence", {"holder": "one"})):
        said = problem(ho.post("/api/cases", {"item": item, "city": "440100", "answers": answers}), 403, "id_card_needed")
        assert (said["say"], "窗口" in said["do"], said["do"].endswith("问一问")) == ("这件事在手机上只能用居民身份证办", False, True)
    assert count("case_record") == 0


def test_what_is_a_guide_says_so_whatever_the_paper(app, sandbox):
    """It asks nobody for an id card: it is done at a counter."""
    ho = Resident(app, sandbox, "ho-kitman")
    by_paper(ho, "154")
    guide = next(one for one in current().items.values() if one.serves == "guide" and not one.papers)
    asked = {"item": guide.id, "city": "440100", "answers": next(guide.every_answer())}
    said = problem(ho.post("/api/cases", asked), 422, "not_built")
    assert said["say"] == "这件事还不能在手机上办" and count("case_record") == 0


def test_an_open_item_without_a_face_takes_the_number_of_that_paper(app, sandbox, imaginary):
    ho = Resident(app, sandbox, "ho-kitman")
    by_paper(ho, "154")
    ho.give_phone()
    drain()
    body = {"item": "stall-question", "city": "440100", "answers": {}}
    no = ho.post("/api/cases", body).json["no"]
    form = {one["id"]: one for one in ho.get(f"/api/cases/{no}/form").json["fields"]}
    assert form["id_number"]["text"] == "810000********9049" and form["id_number"]["error"] is None
    assert ho.post(f"/api/cases/{no}/submission").status_code == 200


def test_exactly_what_the_references_name_is_open():
    assert {key for key, content in written.contents().items() if content.get("papers")} == OPEN


def test_a_second_account_for_one_paper_is_refused_and_sees_nothing(anna, app, sandbox):
    assert by_paper(anna, "553").status_code == 200
    second = Resident(app, sandbox, "anna-smith#2")
    problem(by_paper(second, "553"), 409, "paper_taken")
    assert (second.me["level"], second.me["join"], count("person")) == (1, None, 1)


def test_leaving_and_the_file_need_no_face_that_cannot_be_shown(anna):
    assert by_paper(anna, "553").status_code == 200
    assert anna.get("/api/me/export").status_code == 200
    assert anna.post("/api/me/closing", {"agree": True}).status_code == 200
