"""What operators own beside the scenes is read strictly and published with the items: a mistake names file, entry and field."""

import shutil

import pytest
import yaml

from app.catalog import queries, search
from app.kernel import db
from app.language import registry, shelf
from app.language.load import load, mistakes
from app.language.sheet import Mistake
from app.publishing import release, service
from scenes import BESIDE, discover
from tests.beside import put_back
from tests.catalog.conftest import DUMPER, LOADER

FILES = ("home.yaml", "bundles.yaml", "search.yaml")


@pytest.fixture
def folder(tmp_path):
    """The three files, to be changed."""
    for name in FILES:
        shutil.copy(BESIDE / name, tmp_path / name)
    return tmp_path


def change(folder, file, how):
    data = yaml.load((folder / file).read_text("utf-8"), LOADER)
    how(data)
    (folder / file).write_text(yaml.dump(data, Dumper=DUMPER, allow_unicode=True), "utf-8")


def bundle(data):
    return data["bundles"][0]


MISTAKES = {
    "unknown part": ("home.yaml", lambda d: d.update(colour="red"), "首页.colour：不认识这个字段"),
    "part missing": ("home.yaml", lambda d: d.pop("common"), "首页.common：没有写"),
    "common item unknown": ("home.yaml", lambda d: d["common"].append("x"), "首页.common：没有这个事项：x"),
    "common item twice": ("home.yaml", lambda d: d["common"].append("fund-rent"), "首页.common：写了两次：fund-rent"),
    "hot city unknown": ("home.yaml", lambda d: d["cities"]["hot"].append("110000"), "cities.hot：没有这个城市：110000"),
    "hot city a number": ("home.yaml", lambda d: d["cities"].update(hot=[440100]), "cities.hot：要加引号：440100"),
    "default city unknown": ("home.yaml", lambda d: d["cities"].update(default="1"), "cities.default：没有这个城市：1"),
    "placeholder missing": ("home.yaml", lambda d: d["search"].pop("placeholder"), "search.placeholder：没有写"),
    "hot words no list": ("home.yaml", lambda d: d["search"].update(hot="换护照"), "search.hot：要写成列表：[甲, 乙]"),
    "unknown action": ("home.yaml", lambda d: d["quick"][0].update(action="fly"), "quick.q-cards.action：不认识：fly"),
    "item of no item action": ("home.yaml", lambda d: d["quick"][3].pop("item"), "quick.q-book.item：action 是 item 才写，也一定要写"),
    "bundle unknown": ("home.yaml", lambda d: d["bundles"].append("bundle-x"), "首页.bundles：没有这个套餐：bundle-x"),
    "theme unknown": ("home.yaml", lambda d: d["themes"][0].update(theme="x"), "themes.t-exit.theme：没有这个主题：x"),
    "theme twice": ("home.yaml", lambda d: d["themes"].append(d["themes"][0]), "首页.themes：编号重复：t-exit"),
    "theme item unknown": ("home.yaml", lambda d: d["themes"][0]["items"].append("x"), "themes.t-exit.items：没有这个事项：x"),
    "season of no day": (
        "home.yaml",
        lambda d: d["periodic"][0].update(to="06-31x"),
        "periodic.iit-annual.to：日期写成 月-日，像 03-01：06-31x",
    ),
    "season backwards": ("home.yaml", lambda d: d["periodic"][0].update(to="01-01"), "periodic.iit-annual.to：要在 from 之后，同一年里"),
    "burst neither on nor off": ("home.yaml", lambda d: d["burst"][0].update(default="no"), "burst.burst-limit.default：写 true 或 false"),
    "zone nameless": ("home.yaml", lambda d: d["zones"][0].pop("name"), "zones.z-bay.name：没有写"),
    "entry of no mapping": ("home.yaml", lambda d: d["zones"].append("z"), "zones.第 4 个.写法：要写成 键: 值"),
    "bundle without a short name": ("bundles.yaml", lambda d: bundle(d).pop("short"), "bundles.bundle-newborn.short：没有写"),
    "bundle of no department": ("bundles.yaml", lambda d: bundle(d).update(lead="x"), "bundles.bundle-newborn.lead：没有这个部门：x"),
    "step of no item": ("bundles.yaml", lambda d: bundle(d)["steps"][0].update(item="x"), "bundle-newborn.n0.item：没有这个事项：x"),
    "step of no situation": (
        "bundles.yaml",
        lambda d: bundle(d)["steps"][0].update(situation="s99"),
        "bundle-newborn.n0.situation：这个事项没有这种情形：s99",
    ),
    "step after none": ("bundles.yaml", lambda d: bundle(d)["steps"][1].update(after=["n9"]), "bundle-newborn.n1.after：没有这一步：n9"),
    "step both ways": (
        "bundles.yaml",
        lambda d: bundle(d)["steps"][0].update(external="x"),
        "bundle-newborn.n0.item：写 item 或 external，只写一个",
    ),
    "failing of no step": (
        "bundles.yaml",
        lambda d: bundle(d)["fail"].update(n9="continue"),
        "bundles.bundle-newborn.fail.n9：不认识这个字段",
    ),
    "failing how": ("bundles.yaml", lambda d: bundle(d)["fail"].update(n1="x"), "bundles.bundle-newborn.fail.n1：不认识：x"),
    "same is a list": ("search.yaml", lambda d: d.update(same=["x"]), "文件.same：要写成 {词: 词}"),
    "same to a number": ("search.yaml", lambda d: d["same"].update(丢=1), "文件.same：要加引号：1"),
    "sounds too short": ("search.yaml", lambda d: d["sounds"].update(银行="yín"), "文件.sounds：一个字一个音，用空格隔开：银行：yín"),
    "kinds a list": ("search.yaml", lambda d: d.update(kinds=["x"]), "文件.kinds：要写成 {类: [词, 词]}"),
    "a kind with a number": ("search.yaml", lambda d: d["kinds"].update(老人=[80]), "kinds.老人：要加引号：80"),
    "a kind twice": ("search.yaml", lambda d: d["kinds"].update(老人=["老", "老"]), "kinds.老人：写了两次：老"),
    "a group that is a word": ("search.yaml", lambda d: d["absent"][0].update(group="是"), "absent.我的办件.group：写 true 或 false"),
    "where a number is": ("search.yaml", lambda d: d["absent"][0].update(say=12345), "absent.我的办件.say：要加引号：12345"),
    "filler missing": ("search.yaml", lambda d: d.update(filler=""), "文件.filler：没有写"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named(folder, contents, name):
    file, how, said = MISTAKES[name]
    change(folder, file, how)
    with pytest.raises(Mistake) as mistake:
        shelf.read(folder, contents)
    assert str(mistake.value) == f"{file}：{said}"


def test_one_mistake_of_each_file_is_named_at_once(folder):
    change(folder, "home.yaml", lambda d: d["common"].append("x"))
    change(folder, "search.yaml", lambda d: d.update(x=1))
    registry.use(discover(), folder)
    try:
        assert [(one.file, one.item, one.field) for one in mistakes()] == [("home.yaml", "首页", "common"), ("search.yaml", "文件", "x")]
    finally:
        registry.use(discover(), BESIDE)
    assert mistakes() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"same: {a: b}\nfiller: x\nsounds: {}\nfiller: y\n", "search.yaml：文件.第 4 行：filler 写了两次"),
        (b"same: {a: b, a: c}\n", "search.yaml：文件.第 1 行：a 写了两次"),
        (b"same: {a\n", "search.yaml：文件.第 2 行：不是 YAML，看看缩进、冒号和括号"),
        (b"\xff\xfe", "search.yaml：文件.全部：要用 UTF-8 编码保存"),
        (b"", "search.yaml：文件.写法：要写成 键: 值"),
        (None, "search.yaml：文件.全部：没有这个文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder, contents, text, said):
    (folder / "search.yaml").unlink()
    if text is not None:
        (folder / "search.yaml").write_bytes(text)
    with pytest.raises(Mistake) as mistake:
        shelf.read(folder, contents)
    assert str(mistake.value) == said


def test_a_key_written_twice_in_a_scene_is_named(tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd/items.yaml").write_text("theme: x\nitems:\n  - {id: a, name: b, name: c}\n", "utf-8")
    with pytest.raises(Mistake) as mistake:
        load(tmp_path)
    assert str(mistake.value) == "odd/items.yaml：文件.第 3 行：name 写了两次"


def test_the_cities_shown_first_are_those_of_the_release(published):
    shown = queries.cities(published)
    assert shown["default"] == "440100" and shown["hot"] == ["440100", "440300", "440600", "441900", "440400"]


@pytest.fixture
def republished(app):
    """The release after a test is the one before it."""
    with put_back() as first:
        yield first


def publish(hashes):
    with db.transaction() as tx:
        service.publish(tx, hashes, "test", "test")
    release.refresh()


def test_words_for_searching_and_bundles_change_with_a_release_and_come_back_with_it(republished, client):
    contents = service.drafts()
    assert client.get("/api/search?q=伢伢").json["hits"] == []
    contents["_search"] = {**contents["_search"], "same": {**contents["_search"]["same"], "伢伢": "新生儿"}}
    contents["_bundles"] = {"id": "_bundles", "bundles": [{**contents["_bundles"]["bundles"][0], "short": "添宝宝"}]}
    contents["_home"] = {
        **contents["_home"],
        "bundles": ["bundle-newborn"],
        "common": ["tw-permit"],
        "cities": {"default": "440300", "hot": []},
    }
    with db.transaction() as tx:
        hashes = service.store(tx, contents)
    publish(hashes)
    assert "birth-registration" in [one["id"] for one in client.get("/api/search?q=伢伢").json["hits"]]
    home = client.get("/api/home").json
    assert (home["city"]["code"], [one["id"] for one in home["common"]], home["bundles_total"]) == ("440300", ["tw-permit"], 1)
    assert [one["short"] for one in home["bundles"]] == ["添宝宝"]
    publish(republished)
    assert client.get("/api/home").json["bundles_total"] == 12 and client.get("/api/search?q=伢伢").json["hits"] == []


def test_a_release_from_before_the_shelf_was_published_shows_what_the_folder_says(republished, client):
    """Then bundles, common items and search words stood in the code, and every release showed those."""
    now = client.get("/api/home").json
    contents = service.drafts()
    contents["_home"] = {key: value for key, value in contents["_home"].items() if key not in ("common", "cities")}
    with db.transaction() as tx:
        hashes = service.store(tx, {key: one for key, one in contents.items() if key not in ("_bundles", "_search")})
    publish(hashes)
    assert client.get("/api/home").json == now
    assert client.get("/api/search?q=宝宝").json["hits"]


def test_an_item_says_how_its_own_phrases_sound(contents, published):
    """Only what a phrase book has otherwise than its characters; without it 朝阳 would be heard as its characters are."""
    content = {**contents["tw-permit"], "alias": ["朝阳证"], "sounds": {"朝阳": "zhāo yáng"}}
    kind = type(published.items["tw-permit"])
    own = release.Release(
        1, {"tw-permit": kind(content, "v")}, {"home": published.home, "search": published.words, "bundles": {"bundles": []}}
    )
    assert [hit.item for hit in search.index(own).find("zhaoyangzheng")] == ["tw-permit"]
