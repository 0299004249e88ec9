"""No page contradicts itself: of all items, for every answer and every way to get it, what is said of trips, fees, things to bring and
mailing is one and the same in list, guide, checklist, steps, tips, calendar and what is handed out."""

import re
from datetime import date

import pytest

from app.catalog import bring, following, queries, words
from app.language import facts

CITIES = ("440100", "440300", "440400", "441900")
TODAY = date(2026, 11, 24)
CARD = "身份证"
BY_PHONE = re.compile("手机上(能|可以)?(办|填|交|领|报)|网上(能|可以)?(办|填|交|报|缴|领|预审|看)|掌上|在?小程序(上|里)?(办|约|预约)")
ELSEWHERE = re.compile("带原件|到窗口|窗口能查|现场")


@pytest.fixture(scope="module", params=["today", "once built"])
def shown(request, published, once_built):
    return published if request.param == "today" else once_built


@pytest.fixture(scope="module")
def every(shown):
    """(item, answers, checklist, page) of all there is."""
    return [
        (item, answers, item.checklist(answers, city, facts.known(TODAY, city)), queries.checklist(item, answers, city, TODAY))
        for item in shown.items.values()
        for city in CITIES
        if queries.offered(item, city)
        for answers in item.every_answer()
    ]


@pytest.fixture(scope="module")
def handed_out(shown):
    """(item, way, checklist) for each way in which what is made comes to the person, where they choose."""
    found = []
    for item in shown.items.values():
        ways = next(([one[0] for one in field.options] for field in item.fields if field.id == "delivery"), [])
        for way in ways:
            for answers in item.every_answer():
                found.append((item, way, item.checklist(answers, "440100", facts.known(TODAY, "440100"), {"delivery": way})))
    return found


def brought(view):
    return [one["name"] for one in view["prepare"]]


def test_what_one_is_told_to_bring_stands_in_the_list_of_what_to_bring(every):
    """带上身份证 above 什么都不用带 was what a stranger read of 养老认证."""
    wrong = []
    for item, _, found, view in every:
        said = view["why_trip"] or ""
        listed = brought(view) + [one["name"] for one in view["fetch"] if "带上" in one["note"]]
        if "带上" in said and CARD in said and not any(CARD in name for name in listed):
            wrong.append((item.id, found.situation.name))
        if "带齐下面" in said and not view["prepare"]:
            wrong.append((item.id, "下面什么也没有"))
    assert wrong == []


def test_who_is_to_get_the_first_card_is_known_by_the_book(published):
    """要当面核对一下，带上身份证 was said to somebody who has none; whoever comes with a child has one."""
    item = published.items["idcard-first"]
    said = {who: queries.checklist(item, {"who": who, "hukou": "local"}, "440100", TODAY) for who in ("self", "child")}
    assert {who: one["why_trip"].split("，")[0] for who, one in said.items()} == {"self": "带上户口簿", "child": "带上身份证"}
    notes = {who: [one["name"] for one in view["fetch"] if one["note"] == bring.SHOWN] for who, view in said.items()}
    assert notes == {"self": ["户口簿"], "child": ["监护人身份证"]}
    assert not any(one["material"] == "m-idcard" for view in said.values() for one in view["prepare"])


def test_where_nobody_goes_nothing_is_brought_and_nobody_waits_at_a_counter(every):
    wrong = [
        (item.id, found.situation.name, one["name"], one["note"])
        for item, _, found, view in every
        if not found.visits
        for one in view["prepare"] + view["fetch"]
        if ELSEWHERE.search(one["note"])
    ]
    assert wrong == []


def test_a_trip_says_what_it_is_for_and_what_to_take_along(every):
    """去一次窗口：旧护照。 does not say what becomes of it."""
    seen = 0
    for item, answers, found, view in every:
        if not found.visits:
            continue
        said = view["why_trip"]
        assert re.search("带(上|齐)", said) and ("窗口" in said or found.elsewhere) and "：" not in said, (item.id, answers, said)
        acts = [one.name for one in found.materials if one.how == "bring" and one.there]
        assert item.serves == "guide" or found.situation.note or all(name not in said.split("去")[0] for name in acts), (item.id, said)
        seen += 1
    assert seen > 700


def test_a_guide_is_not_promised_on_the_phone_in_its_own_words(published):
    """Of a list row, a tip: 手机上办完 beside 这件事还不能在手机上办."""
    guides = [item for item in published.items.values() if item.serves == "guide"]
    said = {(item.id, text) for item in guides for text in (item.plain, *item.content["tips"]) if BY_PHONE.search(text)}
    assert said == set() and guides


def test_whether_to_book_is_said_one_way(shown):
    for item in shown.items.values():
        if any("不是必须" in text and "约" in text for text in item.content["tips"]):
            assert "book" not in {item.checklist(one, "440100").ability for one in item.every_answer()}, item.id


def test_a_tip_asks_for_no_post_that_a_material_rules_out(shown):
    """邮寄要把通行证寄给办证部门 stood beside 不用交也不用寄 of the same permit."""
    for item in shown.items.values():
        posts = [text for text in item.content["tips"] if re.search("要.{0,8}寄给", text)]
        kept = [one.name for one in item.materials if "不用寄" in one.mailed or "不用交" in one.note]
        assert not posts or not [name for name in kept if any(name.removeprefix("旧")[-3:] in text for text in posts)], item.id


def test_an_endorsement_is_written_on_the_card_so_the_card_goes_along(handed_out):
    said = {
        way: next(one.note for one in found.materials if one.id == "m-hkm-card")
        for item, way, found in handed_out
        if item.id == "hkm-endorse" and not found.visits and found.ability == "full"
    }
    assert said == {
        "mail": "签注写在卡里：把卡寄给办证部门，办好一起寄回来，寄到哪里打 12367 问",
        "pickup": "签注写在卡里：现在不用交，领的时候带上",
    }


def test_how_it_comes_is_said_as_it_was_chosen(handed_out):
    """寄到家 is no step of whoever fetches it, or wants no paper at all; 大厅 is where it is fetched, or the place that the item names."""
    seen = set()
    for item, way, found in handed_out:
        if found.ability == "no":
            continue
        last, trip = words.steps(item, found, way)[-1], bring.trip_text(found) or ""
        assert last == {"mail": "寄到家", "pickup": "去领", "none": "办好"}[way], (item.id, way, last)
        assert (f"{item.fetched_at}领" in trip) == (way == "pickup") and "寄" not in trip, (item.id, way, trip)
        assert item.making in words.steps(item, found, way) or way == "none"
        if found.ability == "full" and not found.visits:
            said = words.headline(found.figures)
            assert said == {"mail": words.MAILED, "none": "手机上办完，不用跑"}.get(way, "手机上先办，再去一次"), (item.id, way, said)
        seen.add(way)
    assert seen == {"mail", "pickup", "none"}


def test_where_it_is_fetched_is_called_the_same(shown):
    for item in shown.items.values():
        for field in item.fields:
            notes = [one[2] for one in field.options if field.id == "delivery" and one[0] == "pickup"]
            assert all(note in ("", f"到{item.fetched_at}取") for note in notes), (item.id, notes)


def test_who_answered_that_they_fetch_it_is_not_told_that_it_is_mailed(every):
    """办社保卡, 银行网点领: the way ended in 寄到家."""
    wrong = set()
    for item, answers, found, view in every:
        for question in item.questions:
            text = next(one.text for one in question.options if one.id == answers[question.id])
            offers = {one.text for one in question.options}
            if "邮寄" not in offers or found.ability == "no":
                continue
            if (view["steps"][-1] == "寄到家") != (text == "邮寄") and found.situation.online != "book":
                wrong.add((item.id, text, view["steps"][-1]))
    assert wrong == set()


def test_what_cannot_be_done_sends_nobody_anywhere_for_money(every):
    """团队旅游没有两次签注 came with a trip, 30 元 and five steps."""
    seen = set()
    for item, _, found, view in every:
        if found.ability != "no":
            assert not re.search("没有.{1,4}签注|不能领|不办", found.situation.name), (item.id, found.situation.name)
            continue
        seen.add(item.id)
        assert (view["headline"], view["tag"]["text"]) == ("这样办不了", "办不了")
        assert found.situation.note and view["promise"]["text"] == f"{found.situation.note}。"
        assert (view["facts"], view["prepare"], view["fetch"], view["steps"], view["fees"]) == ([], [], [], [], [])
        assert (view["fee_fen"], view["why_trip"], view["not_yet"]) == (0, None, None)
        assert view["button"]["act"] == "again" and view["button"]["text"] == "改回答"
    assert seen == {"hkm-endorse", "vehicle-license-reissue", "car-quota"}


def test_a_list_leaves_out_of_its_figures_what_cannot_be_done(published):
    endorse = published.items["hkm-endorse"]
    assert queries.guide(endorse, "440100")["fee_text"] == "签注费（每件 15 到 240 元，看办哪种）"
    alone = {"age": "child", "place": "mo", "kind": "商务"}
    assert queries.checklist(endorse, alone, "440400", TODAY)["headline"] == "这样办不了"
    assert queries.card(endorse, "440100", {"age": "child", "kind": "商务"})["tag"]["text"] == "办不了"


def test_free_and_a_price_are_not_said_of_the_same_thing(every):
    for item, answers, _, view in every:
        tips = [text for text in item.content["tips"] if re.search("免费|不收费", text)]
        assert not tips or view["fee_fen"] == 0, (item.id, answers, tips, view["fee_text"])


MONTHS = re.compile(r"(\d{1,2})月(?:(\d{1,2})日)?")


def test_a_season_on_the_first_screen_is_the_one_the_item_speaks_of(published):
    """The calendar and the item's own tips name the same months."""
    for season in published.home["periodic"]:
        first, last = int(season["from"][:2]), int(season["to"][:2])
        for text in published.items[season["item"]].content["tips"]:
            for month, _ in MONTHS.findall(text):
                assert first <= int(month) <= last, (season["item"], text)


def test_a_step_of_a_bundle_says_what_its_item_says(published):
    for bundle in published.bundles:
        for step in queries.bundle(published, bundle, "440100")["steps"]:
            if step["item"]:
                card = queries.card(published.items[step["item"]], "440100")
                assert (step["tag"], step["short"]) == (card["tag"], card["short"])


def test_after_the_number_comes_the_plate_and_before_it_what_else_is_needed(published):
    """选车牌号 was done and led nowhere."""
    (after,) = following.steps(published, published.items["vehicle-number-select"], "440100")
    assert (after["id"], after["serves"]) == ("vehicle-register", "case")
    assert after["first"] == ["交购置税", "投保交强险（含车船税代收）"]
    baby = following.steps(published, published.items["birth-registration"], "440100")
    assert [one["id"] for one in baby] == ["medical-resident-insured", "social-card-apply", "childcare-subsidy"]
    assert [one["first"] for one in baby] == [[], [], []]
    assert following.steps(published, published.items["violation-handle"], "440100") == []
