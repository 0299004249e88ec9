"""Everyday words find the right item first."""

import pytest
import yaml

from app.catalog import finding
from app.catalog.search import index

QUERIES = yaml.load(open("tests/catalog/queries.yaml", encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.mark.parametrize(("query", "item"), [(q, item) for item, all_ in QUERIES.items() for q in all_])
def test_the_right_item_stands_first(published, query, item):
    hits = index(published).find(query)
    assert hits and hits[0].item == item, [hit.item for hit in hits[:3]]


def test_every_short_name_and_every_alias_finds_its_item_among_the_first_three(published):
    missed = []
    for item in published.items.values():
        for text in (item.short, item.name, *item.content["alias"]):
            if item.id not in [hit.item for hit in index(published).find(text)][:3]:
                missed.append((item.id, text))
    assert missed == []


def test_what_we_do_not_have_is_said_and_something_near_is_offered(published):
    assert index(published).find("养恐龙证") == []
    assert len(index(published).near("养恐龙证")) == 3


@pytest.mark.parametrize("letters", ["asdfgh", "hjkl", "zxcvb"])
def test_keys_that_were_hit_find_nothing_and_what_is_done_most_is_offered(published, letters):
    assert index(published).find(letters) == []
    assert (
        index(published).near(letters)
        == index(published).near("怎么办")
        == sorted(published.rank, key=lambda one: -published.rank[one])[:3]
    )


@pytest.mark.parametrize(("letters", "item"), [("sfzdq", "idcard-renew"), ("jszdl", "drive-license-lost"), ("gjj", "fund-query")])
def test_the_first_letters_of_a_thing_find_it(published, letters, item):
    assert index(published).find(letters)[0].item == item


@pytest.mark.parametrize("asked", ["今天天气", "停车", "核酸", "狗证", "火车票"])
def test_what_is_one_of_many_that_are_no_item_is_said_as_it_was_asked(published, asked):
    found = finding.search(published, asked, "440100")
    assert (found["hits"], found["absent"], found["say"]) == ([], asked, f"省事里办不了「{asked}」")


@pytest.mark.parametrize(
    ("asked", "say"),
    [
        ("怎么取消", "在办的、办过的都在「办件」里，撤回也在那里"),
        ("我的办件", "在办的、办过的都在「办件」里，撤回也在那里"),
        ("电子驾驶证", "您的电子证照都在「卡包」里"),
        ("取消预约", "约好的在「预约取号」里，改时间、取消也在那里"),
        ("字太小", "在「我的」里改"),
    ],
)
def test_what_is_here_and_no_item_is_said_where_it_is(published, asked, say):
    found = finding.search(published, asked, "440100")
    assert (found["hits"], found["say"]) == ([], say)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("去日本", ["passport-first", "passport-renew"]),
        ("狗证", ["community-pass", "hotline-appeal"]),
        ("停车", ["vehicle-inspection-book", "violation-handle"]),
    ],
)
def test_what_comes_near_is_what_whoever_wrote_it_down_says_and_nothing_else(published, asked, near):
    assert {one["id"] for one in finding.search(published, asked, "440100")["near"]} == set(near)


def test_what_is_known_to_be_no_item_is_said_and_not_guessed(published):
    found = finding.search(published, "房产证丢了", "440100")
    assert (found["hits"], found["even"], found["absent"], found["say"]) == ([], 0, "补房产证", "还没有「补房产证」这件事")
    assert {one["id"] for one in found["near"]} >= {"house-query", "house-transfer"}


def test_a_word_that_stands_for_several_things_puts_none_of_them_forward(published):
    for said in ("年检", "年审", "去年检"):
        found = finding.search(published, said, "440100")
        shown = [one["id"] for one in found["hits"][: found["even"]]]
        assert shown == ["vehicle-inspection-sticker", "vehicle-inspection-book", "drive-health-report"], said
    assert [finding.search(published, said, "440100")["even"] for said in ("年检标志", "上线年检", "验车")] == [1, 1, 1]
    assert finding.search(published, "公司年检", "440100")["absent"] == "公司年报"


@pytest.mark.parametrize(
    ("said", "bundle", "before"),
    [
        ("生孩子", "bundle-newborn", True),
        ("生小孩要办什么", "bundle-newborn", True),
        ("买房", "bundle-house", True),
        ("买楼", "bundle-house", True),
        ("新车上路", "bundle-buy-car", True),
        ("老人去世要办什么", "bundle-after-death", True),
        ("来广东打工要办什么", "bundle-newcomer", True),
        ("退休", "bundle-retire", True),
        ("换驾照", "bundle-license-renew", False),  # an item is called so
        ("开公司", "bundle-company-start", False),
    ],
)
def test_what_somebody_goes_through_finds_the_errands_that_belong_together(published, said, bundle, before):
    found = finding.search(published, said, "440100")
    assert ([one["id"] for one in found["bundles"]], found["before"]) == ([bundle], before)


@pytest.mark.parametrize("said", ["孩子", "房", "买房取公积金", "生育津贴", "护照", "去香港", "😀", ""])
def test_what_only_has_to_do_with_one_finds_none(published, said):
    assert (finding.search(published, said, "440100")["bundles"], finding.search(published, said, "440100")["before"]) == ([], False)


def test_a_single_character_finds_whatever_has_it(published):
    """证 was said not to be found, with forty things of that name."""
    assert len(index(published).find("证")) > 40 and index(published).find("咕") == []
    assert {"交购置税", "发票抬头"} <= {published.items[hit.item].short for hit in index(published).find("税")}


def test_where_several_items_fit_alike_how_many_is_said(published):
    for said in ("护照", "huzhao", "护照怎么办"):
        found = finding.search(published, said, "440100")
        assert {one["id"] for one in found["hits"][: found["even"]]} == {"passport-renew", "passport-first", "passport-reissue"}, said
    assert [finding.search(published, said, "440100")["even"] for said in ("换护照", "护照被偷了", "hzdl")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("老人走了户口怎么办", "death-deregistration"),
        ("坐飞机没带身份证", "idcard-temp"),
        ("开奶茶店", "food-permit"),
        ("穷得过不下去了", "min-living"),
        ("护照被偷了", "passport-reissue"),
        ("买房取公积金", "fund-buy"),
        ("护照办到哪一步了", "exit-progress"),
        ("住院报销", "medical-reimburse"),
        ("卖房子过户", "house-transfer"),
        ("细路仔入户", "birth-registration"),
        ("揸车牌到期", "drive-license-renew"),
        ("孩子护照", "passport-first"),
    ],
)
def test_situation_verb_shared_word_and_dialect_decide(published, said, item):
    assert index(published).find(said)[0].item == item


def test_a_situation_tapped_in_search_brings_its_answers(published):

    hit = next(one for one in finding.search(published, "港澳签注团队旅游", "440100")["hits"] if one["id"] == "hkm-endorse")
    assert (hit["answers"]["age"], hit["answers"]["kind"]) == ("adult", "团队旅游")


@pytest.mark.parametrize("query", ["", " ", "😀", "%", "'; DROP TABLE", "a" * 500, "\x00"])
def test_odd_queries_do_no_harm(published, query):
    assert isinstance(index(published).find(query), list)


def test_a_search_pages_to_its_last_hit_and_counts_them_all(published):
    pages, after = [], 0
    while True:
        page = finding.search(published, "登记", "440100", after)
        pages.append([one["id"] for one in page["hits"]])
        if page["next"] is None:
            break
        after = int(page["next"])
    found = [one for each in pages for one in each]
    assert len(pages) > 1 and all(len(each) == 10 for each in pages[:-1]) and len(found) == len(set(found))
    assert page["say"] == f"找到 {len(found)} 件" and page["near"] == []
    assert found == [hit.item for hit in index(published).find("登记")]
