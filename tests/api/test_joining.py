"""Somebody else's name and number open nothing: who joins a known person shows the face; the others are told and may throw them out."""

import pytest

from app.identity import tokens
from tests.api.test_signing_in import problem
from tests.applications import ENDORSE, begun, filled, submitted
from tests.residents import PEOPLE, Resident, count, drain


@pytest.fixture
def lin(app, sandbox):
    """The first account: known by name, its face shown, with a case, a draft, a wallet and messages."""
    lin = Resident(app, sandbox).known()
    submitted(lin)
    begun(lin, ENDORSE)
    return lin


def say_to_be(who, other="lin-zhihao"):
    """Give somebody's name and number."""
    reply = who.post("/api/me/real-name", {"name": PEOPLE[other][0], "id_number": PEOPLE[other][1]})
    assert reply.status_code == 200, reply.text
    drain()
    return reply.json


def titles(who):
    return [one["title"] for one in who.get("/api/messages").json["messages"]]


def reasons(who):
    return [one["why"] for one in who.get("/api/me/uses").json["uses"] if one["what"] in (["姓名", "证件号码"], ["登录"])]


def test_who_gives_anothers_name_and_number_sees_nothing_of_theirs(lin, app, sandbox):
    no = lin.get("/api/cases?group=open").json["cases"][0]["no"]
    draft = lin.get("/api/cases?group=draft").json["cases"][0]["no"]
    card = lin.get("/api/certificates").json["certificates"][0]["id"]
    thief = Resident(app, sandbox, "chen-xiaotong")
    said = say_to_be(thief)
    assert (said["level"], said["join"], said["name"], said["badge"]) == (1, "face", None, {"turn": 0, "messages": 0})
    assert tokens.who(thief.token).person is None
    for path in ("/api/certificates", f"/api/certificates/{card}", "/api/me/uses"):
        assert problem(thief.get(path), 403, "face_needed")["level"] == 4
    for path in (f"/api/cases/{no}", f"/api/cases/{draft}", f"/api/cases/{draft}/form", f"/api/cases/{no}/confirm"):
        problem(thief.get(path), 404, "case_not_found")
    assert thief.get("/api/cases").json["counts"] == {"open": 0, "done": 0, "draft": 0}
    assert thief.get("/api/messages").json == {"messages": [], "next": None, "unread": 0}
    nothing = {"answers": {}, "errors": [], "running": None, "stands": None, "denied": None}
    assert thief.get("/api/items/passport-renew/known").json == nothing
    assert [one["mine"] for one in thief.get("/api/me/sessions").json["sessions"]] == [True]
    problem(thief.post(f"/api/certificates/{card}/codes"), 403, "face_needed")
    own = begun(thief)
    problem(thief.get(f"/api/cases/{own}/form"), 403, "face_needed")
    assert PEOPLE["lin-zhihao"][1] not in thief.get(f"/api/cases/{own}").text


def test_anothers_face_does_not_open_it_either(lin, app, sandbox):
    thief = Resident(app, sandbox, "chen-xiaotong")
    say_to_be(thief)
    said = thief.face("pass").json
    assert (said["passed"], said["me"]["level"], said["me"]["join"]) == (False, 1, "face")
    assert count("person") == 1 and titles(lin)[0] == "有人填了您的姓名和证件号"
    assert reasons(lin) == ["另一个微信填了您的姓名和证件号，还没刷脸，看不到您的任何信息"]


def test_the_face_joins_and_both_sides_know_of_it(lin, app, sandbox):
    second = Resident(app, sandbox, "lin-zhihao#2").give_phone()
    assert say_to_be(second)["level"] == 2
    assert second.face().json["me"]["level"] == 4
    drain()
    assert second.get("/api/cases").json["counts"] == lin.get("/api/cases").json["counts"]
    assert second.me["name"] == "林*豪" and count("person") == 1
    assert titles(lin)[:2] == ["另一个微信也是您了", "有人填了您的姓名和证件号"]
    assert "另一个微信也是您了" not in titles(second)
    assert reasons(lin) == reasons(second) and reasons(lin)[0] == "一个微信刷脸确认是您本人，和您的合在一起"
    seen = lin.get("/api/me/sessions").json["sessions"]
    assert [(one["phone"], one["here"], one["mine"]) for one in seen] == [
        ("138 **** 8001", True, True),
        ("139 **** 8001", False, False),
    ]


def test_whoever_is_thrown_out_signs_in_and_shows_the_face_again(lin, app, sandbox):
    second = Resident(app, sandbox, "lin-zhihao#2")
    tablet = Resident(app, sandbox, "lin-zhihao#2")
    say_to_be(second)
    assert second.face().json["passed"]
    other = next(one["id"] for one in lin.get("/api/me/sessions").json["sessions"] if not one["mine"])
    assert lin.call("DELETE", f"/api/me/sessions/{other}").status_code == 204
    drain()
    for phone in (second, tablet):
        problem(phone.get("/api/me"), 401, "thrown_out")
    second.sign_in()
    assert (second.me["level"], second.me["join"], second.me["name"]) == (1, "face", None)
    problem(second.get("/api/certificates"), 403, "face_needed")
    assert titles(second) == ["这个微信被退出了"]
    assert reasons(lin)[0] == "您让另一个微信退出"
    assert second.face().json["passed"] and second.get("/api/certificates").status_code == 200


def test_throwing_another_account_out_needs_ones_own_face(app, sandbox):
    first, second = Resident(app, sandbox).known(), Resident(app, sandbox, "lin-zhihao#2")
    assert first.face().json["passed"]
    say_to_be(second)
    assert second.face().json["passed"]
    from datetime import timedelta

    from app.kernel import clock

    theirs = next(one["id"] for one in first.get("/api/me/sessions").json["sessions"] if not one["mine"])
    with clock.held_at(clock.now() + timedelta(hours=25)):
        problem(first.call("DELETE", f"/api/me/sessions/{theirs}"), 403, "face_needed")
        assert second.get("/api/me").status_code == 200


def test_who_was_first_by_name_alone_shows_the_face_once_another_has(app, sandbox):
    """Whoever knew name and number and came first must not go on reading what the person does."""
    early = Resident(app, sandbox, "chen-xiaotong")
    assert say_to_be(early)["level"] == 3  # nobody was known by this number: as ever
    owner = Resident(app, sandbox).give_phone()
    say_to_be(owner)
    assert owner.face().json["passed"]
    drain()
    problem(early.get("/api/me"), 401, "signed_out")
    early.sign_in()
    assert (early.me["level"], early.me["join"], early.me["name"]) == (1, "face", None)
    assert titles(early) == ["请刷一下脸，确认是您", "有人填了您的姓名和证件号"]
    problem(early.get("/api/certificates"), 403, "face_needed")
    assert early.face("pass").json["passed"] is False
    submitted(owner)
    assert "换护照" not in "".join(titles(early))


def test_a_face_shown_for_one_name_proves_no_other(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    two = Resident(app, sandbox, "chen-xiaotong#2")
    say_to_be(two, "chen-xiaotong")
    verify_id = two.post("/api/me/face").json["verify_id"]
    sandbox.control("POST", "/wx/face", verify_id=verify_id, outcome="pass")
    say_to_be(two, "lin-zhihao")
    problem(two.post(f"/api/me/face/{verify_id}/result"), 409, "face_outdated")
    assert (two.me["level"], two.me["join"]) == (1, "face") and tokens.who(two.token).person is None
    assert chen.me["name"] == "陈*彤"


def test_a_draft_begun_before_joining_becomes_the_persons_only_after(lin, app, sandbox):
    second = Resident(app, sandbox, "lin-zhihao#2")
    own = begun(second)
    say_to_be(second)
    problem(lin.get(f"/api/cases/{own}"), 404, "case_not_found")
    assert second.face().json["passed"]
    drain()
    assert second.get(f"/api/cases/{own}/form").status_code == 200
    assert second.call("PATCH", f"/api/cases/{own}/draft", {"values": {"emergency_phone": "13900139000"}}).status_code == 200
    assert lin.get(f"/api/cases/{own}").status_code == 200


def test_nobody_can_lock_another_out_by_guessing(app, sandbox):
    """Ten wrong guesses about a number, from any accounts: then nobody is told any more, and the owner comes in by face."""
    guessers = [Resident(app, sandbox, who) for who in ("chen-xiaotong", "zhou-zixuan", "zhao-dawei")]
    for n in range(10):
        wrong = guessers[n % 3].post("/api/me/real-name", {"name": "王小明", "id_number": PEOPLE["lin-zhihao"][1]})
        problem(wrong, 422, "real_name_mismatch")
    right_and_wrong = [
        Resident(app, sandbox, "huang-xiuying").post("/api/me/real-name", {"name": name, "id_number": PEOPLE["lin-zhihao"][1]}).json
        for name in ("王小明", "林志豪")
    ]
    assert right_and_wrong[0] == {**right_and_wrong[1], "id": right_and_wrong[0]["id"]}  # no telling which was right
    assert count("person") == 0
    owner = Resident(app, sandbox)
    assert say_to_be(owner)["join"] == "face"
    assert owner.face().json["passed"] and owner.me["name"] == "林*豪"


def test_a_street_behind_one_address_is_not_locked_out(app, sandbox):
    for _ in range(61):
        reply = Resident(app, sandbox, "chen-xiaotong#2").post("/api/me/real-name", {"name": "陈", "id_number": "1"})
        problem(reply, 422, "real_name_format")
    from miniprogram_api import real_name, sign_in

    assert real_name.NAMES_HERE.seconds == 60 and real_name.NAMES_HERE.times >= 600
    assert sign_in.BY_ADDRESS.times / sign_in.BY_ADDRESS.seconds >= 50


def test_filled_draft_stays_with_the_account_until_it_is_the_person(app, sandbox):
    first = Resident(app, sandbox).known()
    assert first.face().json["passed"]
    no = filled(first)
    second = Resident(app, sandbox, "lin-zhihao#2")
    say_to_be(second)
    problem(second.post(f"/api/cases/{no}/submission"), 404, "case_not_found")
    assert second.face().json["passed"]
    assert second.post(f"/api/cases/{no}/submission").status_code == 200
