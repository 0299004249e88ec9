"""Two people, two phones: one asks, the other reads exactly what is registered and says yes or no; then it goes its way."""

import hashlib
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from app.cases import agreeing, records
from app.deadlines.rules import dates_from
from app.kernel import clock, db
from app.language.declare import Limit
from app.participants.models import participant
from tests.applications import Department
from tests.participants.conftest import answer, asked, case, draft, hand_in, question
from tests.residents import Resident, count, drain


def messages(who):
    return [(one["title"], one["say"], one["tone"]) for one in who.get("/api/messages").json["messages"]]


def sent(sandbox):
    """The applications the department was handed."""
    return [orjson.loads(one["request"]) for one in sandbox.control("GET", "/messages") if one["path"].endswith("/dept-gat-hz/cases")]


def test_it_stands_and_waits_before_the_department_hears_of_it(lin, chen, sandbox):
    no = draft(lin)
    reply = lin.post(f"/api/cases/{no}/submission").json
    assert (reply["waits"], reply["by"], reply["say"]) == (True, None, "还要孩子的另一位家长（陈*彤）同意")
    drain()
    shown = case(lin, no)
    assert (shown["state"], shown["word"], shown["turn"], shown["by"]) == ("to_agree", "等对方同意", False, None)
    steps = [(one["name"], one["state"]) for one in shown["steps"]]
    assert steps == [("填表", "done"), ("同意", "now"), ("审核", "later"), ("办好", "later")]
    (who,) = shown["participants"]
    assert (who["role"], who["name"], who["state"], who["text"], who["push"]) == ("孩子的另一位家长", "陈*彤", "asked", "等对方同意", 60)
    assert who["link"].startswith("/pages/agree/index?k=") and no not in who["link"]
    police = Department(lin.app, "dept-gat-hz")
    assert police.send(no, "accepted").status_code == 404
    assert sent(sandbox) == []


def test_the_other_reads_exactly_what_is_registered_and_agrees_and_then_it_is_handed_in(lin, chen, sandbox):
    no = hand_in(lin)
    assert messages(chen)[0][0] == "有件事要您同意" and "林*豪请您同意一件事。" in messages(chen)[0][1]
    (card,) = asked(chen)
    assert (card["word"], card["turn"], card["title"]) == ("轮到您了", True, "林*豪请您同意给宝宝起这个名字")
    assert chen.me["badge"]["turn"] == 1
    shown = question(chen, card["id"])
    document = shown["document"]
    assert (document["applicant"], document["item"], document["label"]) == ("林*豪", "新生儿起名登记", "孩子的另一位家长")
    assert document["lines"] == [
        {"label": "宝宝姓名", "text": "林沐阳"},
        {"label": "姓名", "text": "林*豪"},
        {"label": "身份证号", "text": "440199********0010"},
    ]
    text = {**document, "case_no": no}
    assert (
        hashlib.sha256(orjson.dumps({key: text[key] for key in text if key != "hash"}, option=orjson.OPT_SORT_KEYS)).hexdigest()
        == (document["hash"])
    )
    agreed = answer(chen, card["id"]).json
    assert (agreed["state"], agreed["open"]) == ("agreed", False)
    mine = case(lin, no)
    assert (mine["state"], mine["participants"][0]["text"], mine["participants"][0]["link"]) == ("submitted", "同意了", None)
    assert mine["by"] is not None and mine["timeline"][0]["say"] == "要同意的人都同意了。"
    assert messages(lin)[0][0] == "起名登记：交上去了" and messages(lin)[0][1].startswith("对方同意了。")
    assert asked(chen)[0]["word"] == "同意了" and chen.me["badge"]["turn"] == 0
    assert [one[0] for one in messages(chen) if one[2] == "turn"] == []
    ((told,),) = [one["participants"] for one in sent(sandbox)]
    assert told == {
        "role": "other_parent", "name": "陈晓彤", "id_number": "440199199503120021", "agreed_at": agreed["answered_at"],
        "text_hash": document["hash"],
    }  # fmt: skip


def test_dates_run_from_the_last_yes(lin, chen):
    yes = clock.now() + timedelta(hours=50)
    no = hand_in(lin)
    with clock.held_at(yes):
        assert chen.face().json["passed"]
        answer(chen, asked(chen)[0]["id"])
        by = dates_from(clock.today(), Limit(3, "workday"), Limit(10, "workday"))
    with db.reading() as tx:
        row = records.find(tx, no)
    assert (row.submitted_at, row.promised_on, row.legal_on) == (yes, by.promised, by.legal)


def test_a_no_gives_it_back_with_what_was_typed_and_the_reason_only_when_it_may_be_read(lin, chen):
    no = hand_in(lin)
    key = asked(chen)[0]["id"]
    short = answer(chen, key, agree=False, reason="不行")
    assert (short.status_code, short.json["errors"]) == (422, [{"field": "reason", "say": "写清为什么不同意，至少 5 个字。"}])
    assert case(lin, no)["state"] == "to_agree"
    assert answer(chen, key, agree=False, reason="名字再想一想吧").json["state"] == "refused"
    back = case(lin, no)
    assert (back["state"], back["participants"][0]["text"], back["participants"][0]["why"]) == ("draft", "不同意", "")
    assert back["timeline"][0]["say"] == "孩子的另一位家长陈*彤不同意"
    form = lin.get(f"/api/cases/{no}/form").json
    assert next(one["value"] for one in form["fields"] if one["id"] == "baby") == "林沐阳"
    again = lin.post(f"/api/cases/{no}/submission")
    assert again.status_code == 200 and again.json["waits"]
    drain()
    answer(chen, asked(chen)[0]["id"], agree=False, reason="名字再想一想吧", tell=True)
    back = case(lin, no)
    assert (back["participants"][0]["why"], back["timeline"][0]["say"]) == ("名字再想一想吧", "孩子的另一位家长陈*彤不同意：名字再想一想吧")
    assert [one for one in messages(lin) if "名字再想" in one[1]] == []  # the notice names nothing that WeChat would show


def test_what_is_changed_is_asked_again_and_what_is_not_is_not(lin, chen, sandbox):
    zhao = Resident(lin.app, sandbox, "zhao-dawei").proved()
    witness = {"remark": "要见证", "friend": zhao.name, "friend_id": zhao.id_number}
    no = hand_in(lin, witness)
    answer(chen, asked(chen)[0]["id"])
    assert case(lin, no)["state"] == "to_agree" and messages(lin)[0][1] == "孩子的另一位家长陈*彤同意了，还在等别的人。"
    assert lin.post(f"/api/cases/{no}/reopening").json["state"] == "draft"
    drain()
    assert asked(zhao) == [] and messages(zhao)[0][0] == "不用您同意了"
    assert lin.post(f"/api/cases/{no}/submission").json["say"] == "还要见证人（赵*伟）同意"  # the same text: her yes stands
    drain()
    assert lin.post(f"/api/cases/{no}/reopening").json["can"]["edit"] is True
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"baby": "林小满"}})
    assert lin.post(f"/api/cases/{no}/submission").json["say"] == "还要孩子的另一位家长（陈*彤）、见证人（赵*伟）同意"
    drain()
    assert [one["turn"] for one in asked(chen)] == [True]
    answer(chen, asked(chen)[0]["id"])
    answer(zhao, asked(zhao)[0]["id"])
    assert case(lin, no)["state"] == "submitted"


def test_who_signs_at_the_counter_is_asked_nothing_on_the_phone(lin, chen):
    no = hand_in(lin, {"way": "counter"})
    assert case(lin, no)["state"] == "submitted" and case(lin, no)["participants"] == [] and asked(chen) == []


def test_who_is_not_known_here_yet_finds_it_once_they_are(lin, sandbox):
    no = hand_in(lin)
    key = case(lin, no)["participants"][0]["link"].partition("k=")[2]
    chen = Resident(lin.app, sandbox, "chen-xiaotong")
    assert chen.get(f"/api/consents/{key}").json["code"] == "real_name_needed"
    chen.known()
    assert (chen.get(f"/api/consents/{key}").json["code"], asked(chen)) == ("face_needed", [])
    assert chen.face().json["passed"]
    assert question(chen, key)["open"] and asked(chen)[0]["turn"]
    assert answer(chen, key).json["state"] == "agreed" and case(lin, no)["state"] == "submitted"
    assert question(chen, key)["state"] == "agreed"  # the link still says to its person what became of it


def test_both_read_who_looked_at_what(lin, chen):
    no = hand_in(lin)
    question(chen, asked(chen)[0]["id"])
    question(chen, asked(chen)[0]["id"])
    (look,) = [one for one in lin.get("/api/me/uses").json["uses"] if "请对方同意" in one["why"]]
    assert (look["unit"], look["what"], look["case_no"], look["times"]) == (
        "孩子的另一位家长 陈*彤", ["姓名", "宝宝姓名", "姓名", "身份证号"], no, 2,
    )  # fmt: skip
    (named,) = [one for one in chen.get("/api/me/uses").json["uses"] if "写上您" in one["why"]]
    assert (named["unit"], named["what"], named["case_no"]) == ("申请人 林*豪", ["姓名", "证件号码"], None)


def test_an_answer_given_twice_is_one_and_another_answer_is_none(lin, chen):
    no = hand_in(lin)
    key = asked(chen)[0]["id"]
    first = answer(chen, key).json
    assert answer(chen, key).json == first
    other = answer(chen, key, agree=False, reason="改主意了，不同意")
    assert (other.status_code, other.json["code"]) == (409, "answered")
    assert case(lin, no)["state"] == "submitted" and len(case(lin, no)["timeline"]) == 2


def test_taken_back_and_thrown_away_it_leaves_nothing(lin, chen):
    no = hand_in(lin)
    key = asked(chen)[0]["id"]
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    assert count("participant") == count("case_record") == count("case_action") == 0
    assert asked(chen) == [] and chen.get(f"/api/consents/{key}").json["code"] == "link_not_yours"


def test_what_waits_goes_with_the_account_and_is_in_the_export_of_both(lin, chen):
    from tests.api.test_export import taken

    no = hand_in(lin)
    key = asked(chen)[0]["id"]
    answer(chen, key, agree=False, reason="名字再想一想吧")
    assert chen.face().json["passed"] and lin.face().json["passed"]
    hers, his = taken(chen)[1], taken(lin)[1]
    assert hers["answers"][0]["reason"] == "名字再想一想吧" and hers["answers"][0]["form"][0]["value"] == "林沐阳"
    (mine,) = [one for one in his["cases"] if one["no"] == no]
    assert mine["participants"][0]["name"] == "陈晓彤" and "reason" not in mine["participants"][0]
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    assert lin.post("/api/me/closing", {"agree": True}).status_code == 200
    assert count("participant") == count("case_record") == 0


@pytest.mark.parametrize("hours", [0, 71])
def test_withdrawn_again_and_begun_anew_there_is_one_draft(lin, chen, hours):
    """While it waits it is the one on its way; given back, it is the draft that opens."""
    no = hand_in(lin)
    again = lin.post("/api/cases", {"item": "baby-name", "city": "440100", "answers": {"sex": "boy"}})
    assert again.status_code in (201, 409)
    lin.post(f"/api/cases/{no}/reopening")
    opened = lin.post("/api/cases", {"item": "baby-name", "city": "440100", "answers": {"sex": "boy"}})
    assert opened.status_code == 201 and opened.json["no"] in (no, again.json.get("no"))
    with clock.held_at(clock.now() + timedelta(hours=hours)):
        assert agreeing.sweep() == (0, 0)


def test_nothing_of_it_lies_in_plain(lin, chen):
    hand_in(lin)
    with db.reading() as tx:
        rows = tx.execute(select(participant)).all()
    plain = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)
    assert not any(word.encode() in plain for word in ("陈晓彤", "440199199503120021", "林沐阳"))
