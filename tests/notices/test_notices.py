"""The inbox, and WeChat for those who asked for it."""

import pytest
from sqlalchemy import select

from app.events.cases import CaseMoved
from app.events.certificates import CertificateIssued, CertificateShown
from app.events.money import PaymentDue
from app.identity import tokens
from app.kernel import db
from app.kernel.errors import Refused
from app.kernel.events import emit
from app.kernel.relay import Relay
from app.notices import queries, reactions, service
from app.notices.models import message
from app.notices.templates import templates
from tests.known import known
from tests.residents import Resident, count, drain

CASE = "264401000283167"


@pytest.fixture
def lin(app, sandbox):
    """A resident over HTTP; `.person` and `.account` are their ids."""
    resident = known(app, sandbox)
    me = tokens.who(resident.token)
    resident.person, resident.account = me.person, me.account
    return resident


def moved(lin, to="to_correct", say="改 2 处就能接着办，11月30日前", **more):
    data = {
        "case_no": CASE,
        "person_id": lin.person,
        "account_id": lin.account,
        "short": "换护照",
        "to": to,
        "title": "照片要重拍",
        "say": say,
        "tone": "turn",
        "page": f"/pages/case/index?no={CASE}",
        **more,
    }
    db.in_transaction(emit, CaseMoved(**data))
    drain()


def inbox(lin):
    return lin.get("/api/messages").json


def sent(lin):
    found = lin.sandbox.control("GET", "/messages?since=0")
    found = found if isinstance(found, list) else found["messages"]
    return [one for one in found if "subscribe/send" in one["path"]]


def allow(lin, kind, decision="accept"):
    template = templates()[kind].id
    lin.sandbox.control("POST", "/wx/subscribe", person=lin.who, template_ids=[template], decision=decision)
    return lin.post("/api/subscriptions", {"results": {template: decision}})


def waiting():
    with db.reading() as tx:
        return list(tx.execute(select(db.metadata.tables["outbox"].c.name, db.metadata.tables["outbox"].c.tries)))


def test_a_move_is_in_the_inbox_with_what_to_do(lin):
    moved(lin)
    first = inbox(lin)["messages"][0]
    assert {key: first[key] for key in ("title", "say", "tone", "case_no", "to", "read")} == {
        "title": "换护照：照片要重拍",
        "say": "改 2 处就能接着办，11月30日前",
        "tone": "turn",
        "case_no": CASE,
        "to": f"/pages/case/index?no={CASE}",
        "read": False,
    }
    assert (inbox(lin)["unread"], lin.me["badge"]["messages"]) == (1, 1)


def test_a_move_with_nothing_to_say_says_nothing(lin):
    moved(lin, say="")
    assert inbox(lin) == {"messages": [], "next": None, "unread": 0} and waiting() == []


@pytest.mark.parametrize("until", ["2026-12-02", "2026-12-02T15:59:59Z", "2026-12-01T16:00:00+00:00"])
def test_a_fee_is_told_once_with_its_sum_and_date(lin, until):
    moved(lin, to="to_pay", title="轮到您交费", say="轮到您交费")
    due = {"case_no": CASE, "person_id": lin.person, "account_id": lin.account, "short": "换护照", "amount_fen": 12000, "until": until}
    owed = {"subject": f"case:{CASE}", "payee": "dept-gat-crj", "description": "换护照", "lines": []}
    db.in_transaction(emit, PaymentDue(**due, **owed))
    Relay({PaymentDue: [reactions.tell_due]}).drain()
    assert [(one["title"], one["say"]) for one in inbox(lin)["messages"]] == [("换护照：轮到您交费", "120 元，12月2日前交。")]


def test_who_accepted_is_told_by_wechat_and_once_only(lin):
    assert allow(lin, "correction").status_code == 204
    moved(lin)
    moved(lin)
    assert count("message") == 2
    assert len(sent(lin)) == 2  # the second finds the consent used up: 43101, an answer, kept
    moved(lin)
    assert len(sent(lin)) == 2 and count("message") == 3
    assert waiting() == []


def test_who_declined_is_not_sent_anything(lin):
    allow(lin, "correction", "reject")
    moved(lin)
    assert sent(lin) == [] and count("message") == 1


def test_who_was_never_asked_costs_one_vain_call_and_no_more(lin):
    moved(lin, to="accepted")
    moved(lin, to="reviewing")
    assert len(sent(lin)) == 1
    allow(lin, "progress")
    moved(lin, to="approving")
    assert len(sent(lin)) == 2


def test_the_message_goes_to_the_phone_of_that_person_with_every_field(lin):
    import json

    allow(lin, "correction")
    moved(lin)
    body = json.loads(sent(lin)[0]["request"])
    assert body["template_id"] == templates()["correction"].id and body["page"] == f"pages/case/index?no={CASE}"
    assert [body["data"][key]["value"] for key in ("thing1", "phrase2", "thing4")] == [
        "换护照",
        "要您补充",
        "改 2 处就能接着办，11月30日前",
    ]
    assert len(body["touser"]) == 28


def test_of_what_nobody_beside_is_to_read_a_locked_phone_shows_only_that_something_moved(lin):
    import json

    allow(lin, "correction")
    moved(lin, short="残疾人补贴", quiet="民政办理", say="残疾人证看不清，重拍一张")
    body = json.loads(sent(lin)[0]["request"])
    assert [body["data"][key]["value"] for key in ("thing1", "phrase2", "thing4")] == ["民政办理", "要您补充", "点开看看"]
    assert "残疾" not in json.dumps(body, ensure_ascii=False)
    first = inbox(lin)["messages"][0]
    assert (first["title"], first["say"]) == ("残疾人补贴：照片要重拍", "残疾人证看不清，重拍一张")  # inside, behind the login, all of it


def test_wechat_being_down_delays_no_case(lin):
    lin.sandbox.control("POST", "/faults", match={"path": "subscribe/send"}, kind="5xx", times=1)
    allow(lin, "correction")
    moved(lin)
    assert waiting() == [("message_stored", 1)]
    moved(lin, to="accepted", title="收到申请", say="材料齐了")
    assert [one["title"] for one in inbox(lin)["messages"]] == ["换护照：收到申请", "换护照：照片要重拍"]
    with db.transaction() as tx:
        outbox = db.metadata.tables["outbox"]
        tx.execute(outbox.update().values(next_at=outbox.c.created_at))
    drain()
    assert waiting() == [] and len([one for one in sent(lin) if "要您补充" in one["request"]]) >= 1


def test_a_certificate_issued_and_a_certificate_seen_are_told(lin):
    db.in_transaction(emit, CertificateIssued(certificate_id="0" * 32, person_id=lin.person, name="普通护照"))
    db.in_transaction(emit, CertificateShown(certificate_id="0" * 32, person_id=lin.person, name="普通护照", unit="扫码的人"))
    drain()
    assert [one["title"] for one in inbox(lin)["messages"]] == ["有人核对了您的普通护照", "普通护照放进卡包了"]


def test_reading_marks_ones_own_and_nobody_elses(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    moved(lin)
    moved(lin)
    mine = [one["id"] for one in inbox(lin)["messages"]]
    assert chen.post("/api/messages/read", {"ids": mine}).json == {"unread": 0}
    assert inbox(lin)["unread"] == 2
    assert lin.post("/api/messages/read", {"ids": mine[:1]}).json == {"unread": 1}
    assert lin.post("/api/messages/read", {"ids": ["nonsense", "0" * 32]}).json == {"unread": 1}
    assert lin.post("/api/messages/read", {"ids": "all"}).json == {"unread": 0}


@pytest.mark.parametrize("ids", ["some", 1, None, [1], ["a"] * 201, {"a": 1}])
def test_other_ways_to_say_which_are_refused(lin, ids):
    moved(lin)
    assert lin.post("/api/messages/read", {"ids": ids}).status_code == 422
    assert inbox(lin)["unread"] == 1


@pytest.mark.parametrize("results", [{"tpl-of-somebody-else": "accept"}, {"": "accept"}, "accept", None, {"x" * 65: "accept"}])
def test_an_unknown_template_stores_nothing(lin, results):
    reply = lin.post("/api/subscriptions", {"results": results})
    assert reply.status_code == 422 and reply.json["say"] and count("subscription") == 0


def test_what_wechat_returned_is_taken_as_it_is(lin):
    results = {templates()["progress"].id: "acceptWithAlert", templates()["payment"].id: "ban", "errMsg": "requestSubscribeMessage:ok"}
    assert lin.post("/api/subscriptions", {"results": results}).status_code == 204
    with db.reading() as tx:
        kinds = {kind: queries.may_send(tx, lin.account, kind) for kind in ("progress", "payment", "result")}
    assert kinds == {"progress": True, "payment": False, "result": True} and count("subscription") == 2


def test_one_unknown_among_known_stores_none(lin):
    results = {templates()["progress"].id: "accept", "tpl-of-somebody-else": "accept"}
    with pytest.raises(Refused):
        db.in_transaction(service.subscribe, lin.account, results)
    assert count("subscription") == 0


def test_who_is_not_known_by_name_has_an_empty_inbox(app, sandbox):
    stranger = Resident(app, sandbox, "chen-xiaotong")
    assert inbox(stranger) == {"messages": [], "next": None, "unread": 0}
    assert stranger.post("/api/messages/read", {"ids": "all"}).json == {"unread": 0}


def test_what_a_message_says_is_sealed(lin):
    moved(lin, say="林志豪您好，照片要重拍")
    with db.reading() as tx:
        assert "林志豪".encode() not in bytes(tx.execute(select(message.c.say)).scalar_one())
        assert queries.inbox(tx, (lin.person,))[0][0]["say"] == "林志豪您好，照片要重拍"


def test_a_wrong_template_of_ours_costs_the_person_nothing(lin):
    """40037 is our mistake: the consent stays, the inbox has the message, nothing is tried for ever."""
    from app.notices import templates as ours

    allow(lin, "correction")
    lin.sandbox.control("POST", "/settings", strict_templates=True)
    before = dict(ours._in_use)
    ours._in_use["correction"] = ours.Template("correction", "tpl-of-nobody-00000000000000000000000000000", "要您补充")
    try:
        moved(lin)
    finally:
        ours._in_use.update(before)
    assert count("message") == 1 and waiting() == []
    with db.reading() as tx:
        assert queries.may_send(tx, lin.account, "correction")
    moved(lin)
    assert len([one for one in sent(lin) if before["correction"].id in one["request"]]) == 1
