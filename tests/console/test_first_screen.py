"""A city's first screen: drafted by one, approved by another, seen there and nowhere else, taken back; entries that go by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.arrangement import service
from app.arrangement.models import arrangement
from app.kernel import clock, db
from app.publishing import release
from app.publishing.commands import publish_contents
from app.publishing.service import written
from tests.beside import put_back
from tests.residents import count

PATH = "/first-screens/440100"


@pytest.fixture
def two(desk):
    """Who drafts, and who decides; the catalogue is put back afterwards."""
    with put_back():
        yield desk("operator", "xu.jing"), desk("supervisor", "lao.li")


def common(client, city="440100"):
    return [one["id"] for one in client.get(f"/api/home?city={city}").json["common"]]


def drafted(one, order, revision=0):
    return one.call("PUT", f"{PATH}/draft", {"revision": revision, "common": order, "off": []})


def test_what_one_drafts_and_another_approves_is_seen_in_that_city_and_nowhere_else(two, client):
    editor, approver = two
    before = common(client)
    order = [*before[1:], before[0]]
    draft = drafted(editor, order).json
    assert (draft["state"], draft["revision"], draft["says"]) == ("draft", 1, ["「换护照」从第 1 移到第 8"])
    assert common(client) == before
    sent = editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "年底港澳签注多"}).json
    assert [one["city"] for one in approver.get("/first-screens").json["drafts"]] == ["440100"]
    done = approver.post(f"{PATH}/draft/approval", {"revision": sent["revision"]})
    assert (done.status_code, done.json["state"]) == (200, "published")
    assert common(client) == order and common(client, "440300") != order
    latest = approver.get("/screen-changes").json["changes"][0]
    assert (latest["by"], latest["note"], latest["says"]) == ("lao.li", "广州首页：年底港澳签注多", ["广州：「换护照」从第 1 移到第 8"])


def test_nobody_approves_their_own_change(two, client, desk):
    editor, _ = two
    drafted(editor, common(client)[::-1])
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "倒过来"})
    refused = editor.post(f"{PATH}/draft/approval", {"revision": 2})
    assert (refused.status_code, refused.json["code"]) == (403, "not_your_role")
    with db.transaction() as tx:
        tx.execute(text("UPDATE staff SET role = 'supervisor' WHERE login = 'xu.jing'"))
    refused = editor.post(f"{PATH}/draft/approval", {"revision": 2})
    assert (refused.status_code, refused.json["code"]) == (403, "own_change")


def test_of_two_who_change_one_revision_the_slower_is_told_and_loses_nothing_of_the_other(two, client, desk):
    editor, _ = two
    other = desk("operator", "zhou.min")
    before = common(client)
    drafted(editor, before[::-1])
    assert drafted(other, before[:4]).json["code"] == "changed_meanwhile"
    assert drafted(other, [*before[:3], before[4]], revision=1).status_code == 200
    late = drafted(editor, before[:5], revision=1)
    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")
    with db.reading() as tx:
        assert tx.execute(select(arrangement.c.place)).scalar()["common"] == [*before[:3], before[4]]


@pytest.mark.parametrize(
    ("order", "field", "say"),
    [
        (["passport-renew"], "common", "放 4 到 8 件，现在是 1 件"),
        (["passport-renew"] * 4, "common", "同一件事放了两次"),
        (["passport-renew", "hkm-endorse", "tw-permit", "no-such"], "common", "这个城市没有：no-such"),
    ],
)
def test_a_wrong_first_screen_is_refused_and_not_stored(two, order, field, say):
    editor, _ = two
    refused = drafted(editor, order)
    assert (refused.status_code, refused.json["errors"][0]) == (422, {"field": field, "say": say})
    assert count("arrangement") == 0


def test_what_is_returned_says_why_and_is_sent_again(two, client):
    editor, approver = two
    before = common(client)
    drafted(editor, before[::-1])
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "倒过来"})
    assert drafted(editor, before, 2).json["code"] == "not_being_drafted"
    back = approver.post(f"{PATH}/draft/return", {"revision": 2, "comment": "换护照要在第一行"}).json
    assert (back["state"], back["comment"]) == ("returned", "换护照要在第一行")
    again = drafted(editor, [before[1], before[0], *before[2:]], back["revision"]).json
    assert (again["state"], again["says"]) == ("draft", ["「换护照」从第 1 移到第 2"])
    assert editor.post(f"{PATH}/draft/dropping", {"revision": again["revision"]}).json["draft"] is None
    assert common(client) == before


def test_what_was_timed_is_published_when_its_time_has_come(two, client):
    editor, approver = two
    before, now = common(client), clock.now()
    drafted(editor, before[::-1])
    at = clock.rfc3339(now + timedelta(hours=2))
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "周一早上", "publish_at": at})
    assert approver.post(f"{PATH}/draft/approval", {"revision": 2}).json["state"] == "timed"
    assert service.COURSE.publish_due() == 0 and common(client) == before
    with clock.held_at(now + timedelta(hours=2, seconds=1)):
        assert service.COURSE.publish_due() == 1
        assert common(client) == before[::-1]
        assert service.COURSE.publish_due() == 0


def test_a_draft_is_compared_with_what_residents_see_now(two, client):
    editor, approver = two
    before = common(client)
    drafted(editor, before[::-1])
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "倒过来"})
    with db.transaction() as tx:
        service._release(tx, {"places": {"440100": {"common": before[:4], "off": []}}, "bursts": []}, "另一处", "test")
    release.refresh()
    late = approver.post(f"{PATH}/draft/approval", {"revision": 2})
    assert (late.status_code, late.json["code"]) == (409, "published_meanwhile")
    assert common(client) == before[:4]


def test_an_entry_is_on_at_once_where_it_was_switched_on_and_goes_by_itself(two, client):
    editor, _ = two
    now = clock.now()
    body = {"cities": ["440100"], "until": clock.rfc3339(now + timedelta(hours=3))}
    assert editor.call("PUT", "/screen-bursts/burst-quota", body).status_code == 200
    says = lambda city: [one["say"] for one in client.get(f"/api/home?city={city}").json["burst"]]  # noqa: E731
    assert says("440100") == ["购车指标"] and says("440300") == []
    assert editor.post("/screen-bursts/burst-quota/ending").status_code == 200
    assert says("440100") == []
    editor.call("PUT", "/screen-bursts/burst-quota", body)
    assert says("440100") == ["购车指标"]
    with clock.held_at(now + timedelta(hours=3, seconds=1)):
        assert says("440100") == []


@pytest.mark.parametrize(("hours", "say"), [(-1, "到期时间已经过了，选一个以后的"), (31 * 24, "突发入口最多开 30 天，要长期放就放进首页")])
def test_an_entry_without_a_fitting_end_is_refused(two, hours, say):
    before = release.current().number
    body = {"cities": [], "until": clock.rfc3339(clock.now() + timedelta(hours=hours))}
    refused = two[0].call("PUT", "/screen-bursts/burst-quota", body)
    assert (refused.status_code, refused.json["say"]) == (422, say)
    release.refresh()
    assert release.current().number == before


def test_a_deployment_takes_nothing_away_from_operators_and_they_take_back_only_first_screens(two, client):
    editor, approver = two
    before = common(client)
    start = release.current().number
    drafted(editor, before[::-1])
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "倒过来"})
    approver.post(f"{PATH}/draft/approval", {"revision": 2})
    contents, sources = written()
    publish_contents(contents, "部署", sources=sources)
    assert common(client) == before[::-1]
    assert approver.post(f"/screen-changes/{start}/restoring").status_code == 200
    assert common(client) == before
    assert approver.post("/screen-changes/999999/restoring").status_code == 404


def test_a_preview_is_the_real_page_of_the_draft_for_whoever_has_its_ticket(two, client):
    editor, _ = two
    before = common(client)
    ticket = drafted(editor, before[::-1]).json["preview"].partition("preview=")[2]
    shown = client.get(f"/api/home?city=440300&preview={ticket}").json
    assert [one["id"] for one in shown["common"]] == before[::-1] and shown["city"]["code"] == "440100"
    assert common(client) == before
    assert client.get(f"/api/home?preview={ticket[:-1]}x").status_code == 404
    with clock.held_at(clock.now() + timedelta(hours=1, seconds=1)):
        assert client.get(f"/api/home?preview={ticket}").status_code == 404


def test_the_same_key_again_publishes_once(two):
    body = {"cities": [], "until": clock.rfc3339(clock.now() + timedelta(hours=1))}
    key = "00000000-0000-4000-8000-000000000000"
    one, again = (two[0].call("PUT", "/screen-bursts/burst-aid", body, key) for _ in range(2))
    assert one.json == again.json


def test_who_works_for_a_city_arranges_it_and_no_other(two, client, desk):
    foshan = desk("operator", "he.jie", city="440600")
    me = foshan.get("/me").json
    assert (me["city"], me["city_name"]) == ("440600", "佛山")
    assert me["may"] == ["demand.read", "front.edit", "front.read", "items.read"]
    order = common(client)[::-1]
    refused = drafted(foshan, order)
    assert (refused.status_code, refused.json["code"], refused.json["say"]) == (403, "not_your_city", "您只管佛山的")
    assert count("arrangement") == 0 and foshan.get("/first-screens/440100").status_code == 200
    here = [one["id"] for one in client.get("/api/home?city=440600").json["common"]]
    own = foshan.call("PUT", "/first-screens/440600/draft", {"revision": 0, "common": here[::-1], "off": []})
    assert own.status_code == 200


def test_drafts_of_another_city_wait_for_its_own_people(two, client, desk):
    editor, approver = two
    drafted(editor, common(client)[::-1])
    editor.post(f"{PATH}/draft/sending", {"revision": 1, "note": "倒过来"})
    there = desk("supervisor", "he.jie", city="440600")
    assert [one["city"] for one in approver.get("/first-screens").json["drafts"]] == ["440100"]
    assert there.get("/first-screens").json["drafts"] == []
    assert there.post(f"{PATH}/draft/approval", {"revision": 2}).json["code"] == "not_your_city"
    assert there.post("/screen-changes/1/restoring").json["code"] == "not_your_role"


def test_an_entry_that_is_on_in_another_city_is_not_switched_by_who_works_for_one(two, client, desk):
    editor, _ = two
    shenzhen = desk("operator", "he.jie", city="440300")
    until = clock.rfc3339(clock.now() + timedelta(hours=3))
    everywhere, elsewhere = ({"cities": towns, "until": until} for towns in ([], ["440300", "440100"]))
    for body in (everywhere, elsewhere):
        assert shenzhen.call("PUT", "/screen-bursts/burst-quota", body).json["code"] == "not_your_city"
    says = lambda city: [one["say"] for one in client.get(f"/api/home?city={city}").json["burst"]]  # noqa: E731
    assert says("440300") == []
    assert editor.call("PUT", "/screen-bursts/burst-quota", elsewhere).status_code == 200
    for method, path, body in (("PUT", "", {"cities": ["440300"], "until": until}), ("POST", "/ending", {})):
        assert shenzhen.call(method, f"/screen-bursts/burst-quota{path}", body).json["code"] == "not_your_city"
    assert says("440100") == says("440300") == ["购车指标"]
    assert editor.post("/screen-bursts/burst-quota/ending").status_code == 200
    assert shenzhen.call("PUT", "/screen-bursts/burst-quota", {"cities": ["440300"], "until": until}).status_code == 200
    assert (says("440100"), says("440300")) == ([], ["购车指标"])
    assert shenzhen.post("/screen-bursts/burst-quota/ending").status_code == 200 and says("440300") == []
