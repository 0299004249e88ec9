"""What the law does not keep is erased, bytes too: a draft taken back, a draft nobody touches, an account that is closed."""

from datetime import timedelta

import pytest

from app.identity import tokens
from app.kernel import clock, db
from app.kernel.ports import outside
from app.supervision import rules
from app.supervision import service as supervision
from tests.applications import PHOTO, RENEW, Department, begun, filled, give, photo, submitted
from tests.canaries import cells
from tests.known import known
from tests.residents import Resident, count, drain

CASE_TABLES = ("case_record", "case_action", "case_material", "case_verdict", "case_point", "file")


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


def stored():
    """Keys in the storage."""
    folder = outside().storage._folder
    return {file.name for file in folder.rglob("*") if file.is_file()}


def rows():
    return {table: count(table) for table in CASE_TABLES}


def close(who):
    return who.post("/api/me/closing", {"agree": True})


def test_a_draft_taken_back_leaves_nothing_and_its_files_go_too(lin):
    before = stored()
    no = filled(lin)
    assert len(stored() - before) == 2 and count("file") == 2
    reply = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "不办了"})
    assert (reply.status_code, reply.json["state"]) == (200, "withdrawn")
    assert rows() == dict.fromkeys(CASE_TABLES, 0)
    assert len(stored() - before) == 2  # until the relay has run: a process may die here and nothing is left over
    drain()
    assert stored() == before and count("outbox") == 0
    assert lin.get(f"/api/cases/{no}").status_code == 404 and lin.get("/api/cases").json["cases"] == []


def test_what_was_handed_in_stays_when_it_is_taken_back(lin):
    no = submitted(lin)
    assert lin.post(f"/api/cases/{no}/withdrawal").json["state"] == "withdrawn"
    drain()
    assert count("case_record") == 1 and count("file") == 2 and lin.get(f"/api/cases/{no}").json["state"] == "withdrawn"


def test_an_upload_that_comes_after_the_end_of_a_draft_leaves_no_bytes(lin):
    no, before = begun(lin), stored()
    lin.post(f"/api/cases/{no}/withdrawal")
    assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).status_code == 404
    drain()
    assert stored() == before and count("file") == 0


def sweep_at(when):
    with clock.held_at(when):
        return supervision.sweep()


def test_a_draft_nobody_touches_is_told_once_and_erased_a_week_later(lin, app, sandbox):
    now = clock.now()
    no = filled(lin)
    stranger = Resident(app, sandbox, "chen-xiaotong")
    unknown = stranger.post("/api/cases", {"item": "passport-renew", "city": "440300", "answers": RENEW["answers"]}).json["no"]
    before = len(stored())
    day = [now + timedelta(days=number, hours=1) for number in range(400)]
    assert sweep_at(day[82]) == (0, 0) and sweep_at(day[83]) == (2, 0) and sweep_at(day[84]) == (0, 0)
    (told,) = [one for one in lin.get("/api/messages").json["messages"] if "草稿" in one["title"]]
    until = clock.china(day[90]).date()
    assert (told["title"], told["to"]) == ("换护照：草稿要删了", f"/pages/form/index?no={no}")
    assert told["say"] == f"{until.month}月{until.day}日前没有接着填，填的和传的就都删掉。"
    (card,) = stranger.get("/api/cases?group=draft").json["cases"]
    assert card["say"].endswith(told["say"])  # who has no inbox reads it there
    assert sweep_at(day[89]) == (0, 0) and count("case_record") == 2
    assert sweep_at(day[90]) == (0, 2)
    with clock.held_at(day[91]):
        drain()
    assert rows() == dict.fromkeys(CASE_TABLES, 0) and len(stored()) == before - 2
    assert lin.get(f"/api/cases/{no}").status_code == stranger.get(f"/api/cases/{unknown}").status_code == 404


def test_a_draft_that_is_touched_after_it_was_told_lives_on_and_is_told_again(lin):
    now = clock.now()
    no = begun(lin)
    assert sweep_at(now + timedelta(days=84)) == (1, 0)
    with clock.held_at(now + timedelta(days=85)):
        assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"emergency_phone": "13900139000"}}).json["errors"] == []
    assert lin.get("/api/cases?group=draft").json["cases"][0]["say"] == "填的都存着，接着填就行"
    assert sweep_at(now + timedelta(days=100)) == (0, 0)
    assert sweep_at(now + timedelta(days=169)) == (1, 0) and sweep_at(now + timedelta(days=177)) == (0, 1)
    assert count("case_record") == 0


def test_what_was_handed_in_is_never_swept(lin):
    submitted(lin)
    assert sweep_at(clock.now() + timedelta(days=4000)) == (0, 0) and count("case_record") == 1


@pytest.mark.parametrize(
    ("age", "told", "due"),
    [(0, None, None), (82, None, None), (83, None, "tell"), (500, None, "tell"), (89, 90, None), (90, 90, "erase"), (200, 90, "erase"),
     (100, 107, None), (107, 107, "erase"), (84, 80, "tell"), (10, 5, None)],
)  # fmt: skip
def test_when_a_draft_is_due(age, told, due):
    touched = clock.today()
    on = touched + timedelta(days=told) if told is not None else None
    assert rules.draft_due(touched, on, touched + timedelta(days=age)) == due


def test_leaving_says_what_goes_and_what_stays_and_how_long(lin, app):
    begun(lin)
    no = submitted(lin, {**RENEW, "city": "440300"})
    told = lin.get("/api/me/closing").json
    assert told["blocked_by"] == [{"no": no, "short": "换护照"}]
    assert [one["name"] for one in told["goes"]] == ["登录和手机号", "草稿 1 件", "消息 1 条", "卡包里存的证件 10 个"]
    assert [one["name"] for one in told["stays"]] == ["交上去办过的 1 件事", "谁用过您的信息 4 条"]
    assert (
        "10 年、30 年或者永久" in told["stays"][0]["say"]
        and "3 年" in told["stays"][1]["say"]
        and "新账户" in told["say"]
        and "还看得到" in told["say"]
    )


def test_leaving_needs_the_face_the_word_and_nothing_under_way(lin):
    no = submitted(lin)
    assert lin.post("/api/me/closing", {"agree": False}).status_code == 422
    assert lin.post("/api/me/closing", {}).status_code == 422
    reply = close(lin)
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (409, "cases_open", "还有 1 件事在办")
    with clock.held_at(clock.now() + timedelta(hours=25)):
        assert close(lin).json["code"] == "face_needed"
    assert lin.me["level"] == 4 and count("account") == 1 and count("case_record") == 1 and no


def ids_left(*ids):
    """Columns in which one of these ids stands, as bytes or as text."""
    return {column for column, cell in cells() for one in ids if bytes.fromhex(one) in cell or one.encode() in cell}


def test_an_account_that_is_closed_leaves_only_what_the_law_keeps(lin, app, sandbox):
    no = submitted(lin)
    card = next(one for one in lin.get("/api/certificates").json["certificates"] if one["type"] == "ec-passport")
    shown = lin.post(f"/api/certificates/{card['id']}/codes").json
    assert lin.client.get(f"/api/verify/{shown['code']}").json["valid"] is True
    Department(app).walk(no, "pre_check", "accepted", "reviewing", "approving")
    assert Department(app).send(no, "denied", reason="不符合规定").status_code == 200
    filled(lin, {**RENEW, "city": "440300"})
    lin.post("/api/subscriptions", {"results": {next(iter(templates())): "accept"}})
    drain()
    tablet = Resident(app, sandbox)
    me = tokens.who(lin.token)
    assert close(lin).json["say"] == "该删的都删了，照片和文件几分钟内删完。"
    drain()
    assert ids_left(me.account) == {"case_record.account_id"}
    assert ids_left(me.person) == {"case_record.owner_id", "data_use.person_id", "person.id"}
    gone = ("account", "login", "face_check", "message", "subscription", "certificate", "presentation", "outbox")
    assert {table: count(table) for table in gone} == dict.fromkeys(gone, 0)
    assert (count("case_record"), count("file"), len(stored())) == (1, 2, len(stored()))
    for who in (lin, tablet):
        assert who.get("/api/me").status_code == 401
    back = Resident(app, sandbox).known()
    assert back.face().json["passed"] and tokens.who(back.token).account != me.account
    drain()
    assert [one["no"] for one in back.get("/api/cases?group=done").json["cases"]] == [no]
    assert back.get("/api/messages").json["messages"] == [] and len(back.get("/api/certificates").json["certificates"]) == 10
    assert "您注销账户，删掉" in [one["why"] for one in back.get("/api/me/uses").json["uses"]]


def test_who_never_handed_anything_in_is_forgotten_altogether(lin, app, sandbox):
    before = stored()
    filled(lin)
    me = tokens.who(lin.token)
    told = lin.get("/api/me/closing").json
    assert "只留编号，没有姓名" in told["stays"][0]["say"] and "还看得到" not in told["say"]
    lin.face()
    assert close(lin).status_code == 200
    drain()
    assert ids_left(me.account) == set() and ids_left(me.person) == {"data_use.person_id"}
    assert rows() == dict.fromkeys(CASE_TABLES, 0) and stored() == before and count("person") == 0


def test_who_is_not_known_by_name_leaves_without_a_face(app, sandbox):
    stranger = Resident(app, sandbox, "chen-xiaotong")
    stranger.post("/api/cases", RENEW)
    assert stranger.get("/api/me/closing").json["stays"] == []
    assert close(stranger).status_code == 200
    assert count("account") == count("case_record") == count("login") == 0


def test_what_was_answered_once_goes_at_once_and_of_all_accounts(lin, app, sandbox):
    """An answer is kept for a key that is told again; nobody tells it again who has left."""
    tablet, before = Resident(app, sandbox, "lin-zhihao#2").known(), count("remembered")
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    begun(chen)
    theirs = count("remembered") - before
    lin.face()
    begun(lin)
    tablet.face()
    assert count("remembered") > before + theirs
    assert close(lin).status_code == 200
    assert count("remembered") == theirs == 3


def test_somebody_elses_things_stay(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    no = begun(chen, {**RENEW, "city": "440300"})
    lin.face()
    assert close(lin).status_code == 200
    drain()
    assert chen.get(f"/api/cases/{no}").status_code == 200 and len(chen.get("/api/certificates").json["certificates"]) > 0


def test_what_follows_late_finds_nobody_and_goes_on(lin, app):
    """Events that were waiting when the account was closed are done with, not tried for ever."""
    lin.face()
    no = submitted(lin)
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200  # its events have not run yet
    assert close(lin).status_code == 200
    drain()
    with db.reading() as tx:
        from app.kernel.relay import backlog

        assert backlog(tx)[:2] == (0, 0)


def templates():
    from app.notices.templates import templates as known

    return [one.id for one in known().values()]
