"""Who is not who they should be: a clear sentence at the place, nothing stored, nothing sent, nothing shown."""

import threading

import pytest
from sqlalchemy import select

from app.kernel import db
from app.language.load import Mistake, load
from app.participants.models import participant
from tests.participants.conftest import ITEMS, answer, asked, case, draft, hand_in, question
from tests.residents import Resident, count, drain


def refused(reply, code, say=None):
    assert reply.json["code"] == code, reply.text
    assert say is None or reply.json["say"] == say
    return reply


def test_the_link_in_other_hands_says_only_that_it_is_not_theirs(lin, chen, sandbox):
    no = hand_in(lin)
    key = case(lin, no)["participants"][0]["link"].partition("k=")[2]
    zhao = Resident(lin.app, sandbox, "zhao-dawei").proved()
    for who in (zhao, lin.face() and lin):
        for reply in (who.get(f"/api/consents/{key}"), who.post(f"/api/consents/{key}/answer", {"agree": True, "hash": "0" * 64})):
            assert reply.status_code == 404
            refused(reply, "link_not_yours", "这个链接不是发给您的")
            assert not any(word in reply.text for word in ("林", "陈", "起名", no))
    never = zhao.get("/api/consents/" + "x" * 32)
    assert {**never.json, "request_id": ""} == {**zhao.get(f"/api/consents/{key}").json, "request_id": ""}
    assert case(lin, no)["state"] == "to_agree" and asked(zhao) == []
    assert lin.client.get(f"/api/consents/{key}").status_code == 401


def test_name_and_number_alone_open_nothing(lin, sandbox):
    """Somebody says to be her, and shows no face: whether she is asked anything is not theirs to know."""
    no = hand_in(lin)
    key = case(lin, no)["participants"][0]["link"].partition("k=")[2]
    says_so = Resident(lin.app, sandbox, "chen-xiaotong").known()
    assert says_so.get(f"/api/consents/{key}").json["code"] == says_so.get("/api/consents/" + "x" * 32).json["code"] == "face_needed"
    assert asked(says_so) == [] and says_so.me["badge"]["turn"] == 0


def test_a_face_shown_long_ago_is_shown_again_before_the_text(lin, chen):
    from datetime import timedelta

    from app.kernel import clock

    now = clock.now()
    no = hand_in(lin)
    key = asked(chen)[0]["id"]
    shown = question(chen, key)
    with clock.held_at(now + timedelta(hours=25)):
        for reply in (
            chen.get(f"/api/consents/{key}"),
            chen.post(f"/api/consents/{key}/answer", {"agree": True, "hash": shown["document"]["hash"]}),
        ):
            assert (reply.status_code, refused(reply, "face_needed").json["level"]) == (403, 4)
    assert case(lin, no)["state"] == "to_agree"


@pytest.mark.parametrize(
    ("said", "field", "say"),
    [
        ({"other": "林志豪", "other_id": "440199199208200010"}, "other_id", "孩子的另一位家长要写另一个人，不能是您自己。"),
        ({"remark": "要见证"}, "friend_id", "没有查到见证人是谁，请一起到窗口办。"),
        ({"remark": "要见证", "friend_id": "44019919851119005X"}, "friend_id", "登记里没有见证人的姓名，请一起到窗口办。"),
    ],
)
def test_who_must_agree_is_somebody_else_and_has_a_name(lin, said, field, say):
    no = draft(lin, said)
    reply = refused(lin.post(f"/api/cases/{no}/submission"), "participants_wrong")
    assert (reply.status_code, reply.json["errors"]) == (422, [{"field": field, "say": say}])
    drain()
    assert count("participant") == 0 and case(lin, no)["state"] == "draft"


def test_who_is_not_named_by_the_register_is_refused(published, sandbox):
    """The child's own birth certificate says who the parents are."""
    child = Resident(published, sandbox, "zhou-zixuan").known()
    no = draft(child)
    reply = refused(child.post(f"/api/cases/{no}/submission"), "participants_wrong")
    say = "登记的孩子的另一位家长里没有陈*彤，核对姓名和身份证号。"
    assert reply.json["errors"] == [{"field": "other_id", "say": say}]
    assert count("participant") == 0 and case(child, no)["state"] == "draft"
    child.call("PATCH", f"/api/cases/{no}/draft", {"values": {"other": "吴海燕", "other_id": "440199197907300089"}})
    assert child.post(f"/api/cases/{no}/submission").json["say"] == "还要孩子的另一位家长（吴*燕）同意"


def test_an_answer_to_another_text_is_none(lin, chen):
    no = hand_in(lin)
    key = asked(chen)[0]["id"]
    reply = chen.post(f"/api/consents/{key}/answer", {"agree": True, "hash": "0" * 64})
    assert reply.status_code == 409
    refused(reply, "text_changed", "内容变了")
    assert case(lin, no)["participants"][0]["state"] == "asked"


def test_nothing_is_typed_or_handed_in_while_it_waits(lin, chen):
    no = hand_in(lin)
    saved = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"baby": "林小满"}})
    assert (saved.status_code, saved.json["code"], saved.json["say"]) == (409, "case_closed", "这件事在等对方同意")
    again = lin.post(f"/api/cases/{no}/submission")
    assert (again.status_code, again.json["code"]) == (409, "impossible_move")
    answer(chen, asked(chen)[0]["id"])
    late = lin.post(f"/api/cases/{no}/reopening")
    assert (late.status_code, late.json["code"]) == (409, "impossible_move")
    assert case(lin, no)["state"] == "submitted"


def test_nobody_reminds_or_takes_back_for_somebody_else(lin, chen):
    no = hand_in(lin)
    who = case(lin, no)["participants"][0]["id"]
    assert chen.post(f"/api/cases/{no}/participants/{who}/reminder").status_code == 404
    assert chen.post(f"/api/cases/{no}/reopening").status_code == 404
    zhao = Resident(lin.app, lin.sandbox, "zhao-dawei").known()
    other = hand_in(zhao)
    theirs = case(zhao, other)["participants"][0]["id"]
    assert lin.post(f"/api/cases/{no}/participants/{theirs}/reminder").json["code"] == "nobody_to_remind"


def test_two_who_answer_at_once_hand_it_in_once(lin, chen, sandbox):
    zhao = Resident(lin.app, sandbox, "zhao-dawei").proved()
    no = hand_in(lin, {"remark": "要见证", "friend": zhao.name, "friend_id": zhao.id_number})
    calls = [(who, asked(who)[0]["id"]) for who in (chen, zhao)]
    told = [(who, key, question(who, key)["document"]["hash"]) for who, key in calls]
    gate, replies = threading.Barrier(2), []

    def say(who, key, read):
        gate.wait()
        replies.append(who.post(f"/api/consents/{key}/answer", {"agree": True, "hash": read}).status_code)

    threads = [threading.Thread(target=say, args=one) for one in told]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    drain()
    assert replies == [200, 200] and case(lin, no)["state"] == "submitted"
    assert [one["title"] for one in case(lin, no)["timeline"]].count("交上去了") == 1
    with db.reading() as tx:
        assert set(tx.execute(select(participant.c.state)).scalars()) == {"agreed"}


def test_of_a_yes_and_a_no_at_once_one_is_first_and_the_other_is_told_how_it_is(lin, chen, sandbox):
    """Whatever order they come in: with the no it is a draft again, and nothing was sent."""
    zhao = Resident(lin.app, sandbox, "zhao-dawei").proved()
    no = hand_in(lin, {"remark": "要见证", "friend": zhao.name, "friend_id": zhao.id_number})
    told = [(who, asked(who)[0]["id"], agree) for who, agree in ((chen, True), (zhao, False))]
    told = [(who, key, agree, question(who, key)["document"]["hash"]) for who, key, agree in told]
    gate, replies = threading.Barrier(2), {}

    def say(who, key, agree, read):
        gate.wait()
        reason = {} if agree else {"reason": "这一天我不在广州"}
        replies[agree] = who.post(f"/api/consents/{key}/answer", {"agree": agree, "hash": read, **reason})

    threads = [threading.Thread(target=say, args=one) for one in told]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    drain()
    late = replies[True]
    assert replies[False].status_code == 200
    assert late.status_code == 200 or (late.status_code, late.json["code"], late.json["say"]) == (409, "question_over", "申请人收回去了")
    assert case(lin, no)["state"] == "draft" and sandbox.control("GET", "/cases") == []
    again = zhao.post(f"/api/consents/{told[1][1]}/answer", {"agree": True, "hash": told[1][3]})
    assert (again.status_code, again.json["code"], again.json["say"]) == (409, "answered", "您已经回答不同意")


WRONG = [
    ("sees: [baby, name, id_number]", "sees: [baby, nobody]", "participants.other_parent.sees：表里没有这一项：nobody"),
    ("who: {name: form.other, id_number: form.other_id}", "who: form.nobody",
     "participants.other_parent.who：这条路径走不通：form.nobody.name"),
    ("who: {name: form.other, id_number: form.other_id}", "who: {name: form.other}",
     "participants.other_parent.who：写 {name: 路径, id_number: 路径}，或者一个人的路径"),
    ("when: {way: phone}\n        sees", "when: {way: letter}\n        sees", "participants.other_parent.when：way 没有这个选项：letter"),
    ("when: {way: phone}\n        sees", "when: {road: x}\n        sees", "participants.other_parent.when：没有这个问题：road"),
    ("held.ec-birth.父亲]", "held.ec-birth.叔叔]", "participants.other_parent.among：这条路径走不通：held.ec-birth.叔叔"),
    ("hours: 24", "hours: soon",
     "participants.witness.hours：表里没有：soon，可用：usual、booking、house_look、household、heirs、fund_spouse、host、guardian"),
    ("hours: 24", "hours: 0", "participants.witness.hours：写小时数，最多 720：0"),
    ("face: false", "face: 否", "participants.witness.face：写 true 或 false"),
    ("says: 同意作见证", "says: ''", "participants.witness.says：没有写"),
    ("says: 同意作见证", "says: 同意作见证\n        on_refuse: hold", "participants.witness.on_refuse：不认识：hold"),
    ("- role: witness", "- role: other_parent", "participants.participants：编号重复：other_parent"),
    ("says: 同意作见证", "says: 同意作见证\n        seas: [baby]", "participants.witness.seas"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "say"), WRONG)
def test_a_mistake_is_named_by_file_item_and_field(tmp_path, there, instead, say):
    assert there in ITEMS
    folder = tmp_path / "baby_name"
    folder.mkdir()
    (folder / "items.yaml").write_text(ITEMS.replace(there, instead), "utf-8")
    with pytest.raises(Mistake) as mistake:
        load(tmp_path)
    assert str(mistake.value).startswith(f"baby_name/items.yaml：baby-name.{say}")
