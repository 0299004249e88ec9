"""`flask catalog …`: what it does, what it says, what goes wrong in one line."""

import pytest
import yaml
from sqlalchemy import func, select

import scenes as package
from app.kernel import db
from app.publishing import release, service
from app.publishing.models import catalog_release, catalog_version
from tests.beside import commands_of, lying_beside, put_back
from tests.catalog.conftest import LOADER


@pytest.fixture
def flask(app):
    """flask("check") → (exit code, what was said)."""
    with put_back():
        yield commands_of(app)


@pytest.fixture
def broken_scene(tmp_path):
    """A scene with two mistakes, lying beside the others."""
    rows = "theme: community\nitems:\n  - {id: one, name: 一, alias: [12345]}\n  - {id: two, name: 二, colour: red}\n"
    with lying_beside(tmp_path, "odd", {"items.yaml": rows}) as folder:
        yield folder


def counted():
    with db.reading() as tx:
        return tuple(tx.execute(select(func.count()).select_from(table)).scalar() for table in (catalog_version, catalog_release))


def test_a_good_catalogue_is_checked_and_published_once(flask):
    written = [row for path in package.BESIDE.glob("*/items.yaml") for row in yaml.load(path.read_text("utf-8"), LOADER)["items"]]
    rows, guides = len(written), sum(not {"form", "view", "opens"} & row.keys() for row in written)
    said = f"{rows} 个事项，没有矛盾：{rows - guides} 个在手机上办，{guides} 个还只是指南\n"
    assert flask("check") == (0, said) and rows >= 112
    before = counted()
    code, said = flask("publish", "--note", "没有变")
    assert code == 0 and said.endswith(f"和第 {release.current().number} 版一样，没有新发布\n") and "100%" in said
    assert flask("diff") == (0, "没有变化\n") and counted() == before
    assert flask("load")[1].endswith(f"{rows} 个事项已装入，还没有发布\n") and counted() == before


def test_all_mistakes_are_named_and_nothing_is_published(flask, broken_scene):
    before = counted()
    code, said = flask("check")
    assert code == 1 and said.splitlines() == [
        "odd/items.yaml：one.short：没有写",
        "odd/items.yaml：two.colour：不认识这个字段",
        "2 个地方要改",
    ]
    for command in ("publish", "load", "diff"):
        code, said = flask(command)
        assert (code, said) == (1, "有错：odd/items.yaml：one.short：没有写\n")
    assert counted() == before


def test_rolling_back_is_a_release_of_its_own(flask):
    contents = service.drafts()
    contents["passport-renew"] = {**contents["passport-renew"], "tips": ["新的一句"]}
    first = release.current().number
    with db.transaction() as tx:
        changed = service.publish(tx, service.store(tx, contents), "test", "test")
    assert flask("diff") == (0, "passport-renew  修改：tips\n1 处变化\n")
    assert flask("rollback", str(first)) == (0, f"第 {changed + 1} 版，内容同第 {first} 版\n")
    assert flask("rollback", str(first))[1] == f"现在就是第 {first} 版的内容，没有新发布\n"
    assert release.current().item("passport-renew").content["tips"] != ["新的一句"]
    code, said = flask("rollback", "999")
    assert (code, said) == (1, f"没有第 999 版，最新的是第 {changed + 1} 版\n")
