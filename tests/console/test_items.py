"""The words of an item: written by one, agreed to by another, read on the phone; no deployment takes them away, no running case changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.editing import service
from app.editing.models import item_edit
from app.kernel import clock, db
from app.publishing import laying, release
from app.publishing.commands import publish_contents
from app.publishing.service import written
from tests.beside import put_back
from tests.residents import count

PATH = "/items/tw-permit"
PHONE = "/api/items/tw-permit"
SAID = "先在手机上交材料，再去一次窗口"


@pytest.fixture
def two(desk):
    """Who writes, and who decides; the catalogue is as `flask catalog publish` makes it and put back afterwards."""
    with put_back():
        contents, sources = written()
        publish_contents(contents, "部署", sources=sources)
        yield desk("operator", "xu.jing"), desk("supervisor", "lao.li")


def words(one, texts, revision=0, path=PATH):
    return one.call("PUT", f"{path}/draft", {"revision": revision, "texts": texts})


def published(two, texts, path=PATH):
    editor, approver = two
    draft = words(editor, texts, path=path).json
    sent = editor.post(f"{path}/draft/sending", {"revision": draft["revision"], "note": "说清楚"}).json
    done = approver.post(f"{path}/draft/approval", {"revision": sent["revision"]})
    assert (done.status_code, done.json.get("state")) == (200, "published"), done.json
    return done.json


def place(one, path, item=PATH):
    return next(each for each in one.get(item).json["places"] if each["path"] == path)


def test_what_one_writes_and_another_agrees_to_is_read_on_the_phone_and_stands_in_the_history(two, client):
    editor, approver = two
    before = client.get(PHONE).json["plain"]
    draft = words(editor, {"plain": SAID, "tips": "带上旧证\n早点去"}).json
    assert (draft["state"], draft["revision"], draft["mine"]) == ("draft", 1, True)
    assert draft["says"][0] == f"一句话：「{before}」改成「{SAID}」"
    assert client.get(PHONE).json["plain"] == before
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "说清楚"})
    assert [one["item"] for one in approver.get("/item-drafts").json["drafts"]] == ["tw-permit"]
    assert approver.post(f"{PATH}/draft/approval", {"revision": 2}).json["state"] == "published"
    shown = client.get(PHONE).json
    assert (shown["plain"], shown["tips"]) == (SAID, ["带上旧证", "早点去"])
    (change,) = editor.get(PATH).json["changes"]
    assert (change["by"], change["decided_by"], change["note"]) == ("xu.jing某", "lao.li某", "说清楚")
    latest = editor.get("/screen-changes").json["changes"][0]
    assert latest["says"][0] == f"「{shown['short']}」一句话：「{before}」改成「{SAID}」"


def test_a_deployment_takes_none_of_it_away_and_what_the_folder_says_otherwise_is_marked(two, client):
    published(two, {"plain": SAID})
    contents, sources = written()
    publish_contents(contents, "部署", sources=sources)
    assert client.get(PHONE).json["plain"] == SAID
    assert place(two[0], "plain")["apart"] is False
    folder = {**sources["tw-permit"], "item": {**sources["tw-permit"]["item"], "plain": "文件夹里的新说法", "tips": ["新的提醒"]}}
    publish_contents(contents, "部署", sources={**sources, "tw-permit": folder})
    shown = client.get(PHONE).json
    assert (shown["plain"], shown["tips"]) == (SAID, ["新的提醒"])
    there = place(two[0], "plain")
    assert (there["text"], there["was"], there["apart"]) == (SAID, "文件夹里的新说法", True)
    published(two, {"plain": "文件夹里的新说法"})
    assert place(two[0], "plain")["was"] is None
    with db.reading() as tx:
        assert laying.edited(tx) == {}


def test_a_promise_a_note_a_telephone_and_a_fee_are_changed_without_code(two, client):
    editor, _ = two
    before = client.get(f"{PHONE}/checklist?answers={answers(client)}").json
    material = before["prepare"][0]["material"]
    promise = int(place(editor, "promise.n")["text"])
    published(two, {"promise.n": str(promise - 1), f"materials.{material}.note": "白底的，手机拍就行", "hotline.phone": "020-12345678"})
    after = client.get(f"{PHONE}/checklist?answers={answers(client)}").json
    assert after["promise"]["days"] == before["promise"]["days"] - 1
    assert after["prepare"][0]["note"] == "白底的，手机拍就行"
    assert (after["hotline"]["phone"], before["hotline"]["phone"]) == ("020-12345678", "12367")


def answers(client):
    return ",".join(f"{one['id']}:{one['default'] or one['options'][0]['id']}" for one in client.get(PHONE).json["questions"])


@pytest.mark.parametrize(
    ("texts", "errors"),
    [
        ({"plain": ""}, [("plain", "不能空着")]),
        ({"short": "太长太长太长的叫法"}, [("short", "最多 6 个字，多了 3 个")]),
        ({"plain": "<script>"}, [("plain", "不能写 < 和 >")]),
        ({"promise.n": "900"}, [("promise.n", "写 0 到 10 的整数")]),
        ({"promise.n": "三"}, [("promise.n", "写 0 到 10 的整数")]),
        ({"hotline.phone": "打这里"}, [("hotline.phone", "写成 12345、020-12345678 或者手机号")]),
        ({"tips": "甲\n甲"}, [("tips", "有一条写了两次")]),
        ({"form.nothing.label": "甲"}, [("form.nothing.label", "这件事没有这一处，刷新看看")]),
        ({"alias": "换护照"}, [("alias", "「换护照」已经是「换护照」的叫法了")]),
        ({"plain": "", "short": ""}, [("plain", "不能空着"), ("short", "不能空着")]),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_stored(two, texts, errors):
    refused = words(two[0], texts)
    assert (refused.status_code, refused.json["code"]) == (422, "words_wrong")
    assert [(one["field"], one["say"]) for one in refused.json["errors"]] == errors
    assert count("item_edit") == 0


def test_nobody_agrees_to_their_own_words_and_of_two_at_once_the_slower_is_told(two, desk):
    editor, approver = two
    other = desk("operator", "zhou.min")
    words(editor, {"plain": SAID})
    assert words(other, {"plain": "别的"}).json["code"] == "changed_meanwhile"
    assert words(other, {"plain": "别的"}, 1).status_code == 200
    assert words(editor, {"plain": SAID}, 1).json["code"] == "changed_meanwhile"
    with db.transaction() as tx:
        tx.execute(item_edit.update().values(by=tx.execute(select(item_edit.c.by)).scalar()))
    assert editor.post(f"{PATH}/draft/approval", {"revision": 2}).status_code == 403
    words(other, {"plain": SAID}, 2)
    other.post(f"{PATH}/draft/sending", {"revision": 3, "note": "说清楚"})
    assert words(other, {"plain": "晚了"}, 4).json["code"] == "not_being_drafted"


def test_what_is_timed_waits_and_what_was_overtaken_goes_back_to_its_author(two, client):
    editor, approver = two
    now = clock.now()
    words(editor, {"plain": SAID})
    at = clock.rfc3339(now + timedelta(hours=2))
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "周一", "publish_at": at})
    assert approver.post(f"{PATH}/draft/approval", {"revision": 2}).json["state"] == "timed"
    assert service.COURSE.publish_due() == 0
    with clock.held_at(now + timedelta(hours=3)):
        assert service.COURSE.publish_due() == 1 and client.get(PHONE).json["plain"] == SAID
    words(editor, {"plain": "另一句"})
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "再改"})
    contents, sources = written()
    with db.transaction() as tx:
        tx.execute(item_edit.update().where(item_edit.c.open.is_not(None)).values(before={"plain": "不是这一句"}))
    late = approver.post(f"{PATH}/draft/approval", {"revision": 2})
    assert (late.status_code, late.json["code"]) == (409, "published_meanwhile")
    assert client.get(PHONE).json["plain"] == SAID


def test_what_a_release_said_is_written_again_as_a_draft_a_second_person_looks_at(two, client):
    editor, _ = two
    start, before = release.current().number, client.get(PHONE).json["plain"]
    published(two, {"plain": SAID})
    draft = editor.post(f"{PATH}/draft/restoring", {"revision": 0, "release": start}).json
    assert (draft["state"], draft["texts"]) == ("draft", {"plain": before})
    assert client.get(PHONE).json["plain"] == SAID
    assert editor.post(f"{PATH}/draft/dropping", {"revision": 1}).json["draft"] is None
    same = editor.post(f"{PATH}/draft/restoring", {"revision": 0, "release": release.current().number})
    assert (same.status_code, same.json["code"]) == (422, "nothing_changed")


def test_the_preview_is_the_real_page_of_the_draft_for_whoever_has_its_ticket(two, client):
    editor, _ = two
    ticket = words(editor, {"plain": SAID}).json["preview"].partition("preview=")[2]
    assert client.get(f"{PHONE}?preview={ticket}").json["plain"] == SAID
    assert client.get(PHONE).json["plain"] != SAID
    assert client.get(f"{PHONE}/checklist?answers={answers(client)}&preview={ticket}").status_code == 200
    for path in (f"{PHONE}?preview={ticket[:-1]}x", f"/api/items/passport-renew?preview={ticket}"):
        assert client.get(path).json["code"] == "preview_over"


def test_every_place_of_every_item_can_be_written_and_is_read_back(app):
    from app.language import wording
    from app.language.load import compiled

    _, sources = written()
    for source in sources.values():
        places = wording.places(source["item"])
        assert [(one.path, wording.wrong(one, one.text)) for one in places if one.text and wording.wrong(one, one.text)] == []
        assert len({one.path for one in places}) == len(places)
        texts = {one.path: "5" if one.kind == "number" else "12345" if one.kind == "phone" else f"改{n}" for n, one in enumerate(places)}
        fresh = wording.changed(source["item"], texts)
        assert {one.path: one.text for one in wording.places(fresh)} == texts
        compiled({**source, "item": fresh})
