"""How an item was written is kept beside what it compiles to, and can be put back."""

import pytest
import yaml
from sqlalchemy import func, select, update

from app.kernel import db
from app.language.load import compiled, load
from app.publishing import release, service
from app.publishing.models import catalog_version
from app.publishing.versions import fingerprint
from tests.beside import commands_of, put_back


@pytest.fixture
def flask(app):
    """flask("show", …) → (exit code, what was said); sources and release are put back."""
    with put_back():
        yield commands_of(app)
        contents, sources = service.written()
        with db.transaction() as tx:
            service.store(tx, contents, sources=sources)


def test_every_published_item_has_the_source_it_compiles_from(app):
    with db.reading() as tx:
        rows = tx.execute(select(catalog_version).where(catalog_version.c.source.is_not(None))).all()
    assert {row.item for row in rows} >= set(release.current().items)
    assert [row.item for row in rows if fingerprint(compiled(row.source)) != bytes(row.hash).hex()] == []


def test_what_is_shown_can_be_put_into_a_folder_and_is_the_same_version(flask, tmp_path):
    code, said = flask("show", "passport-renew")
    assert code == 0 and said.startswith("# scenes/exit_entry/items.yaml\ntheme: exit-entry\nitems:\n- id: passport-renew\n")
    (tmp_path / "exit_entry").mkdir()
    (tmp_path / "exit_entry/items.yaml").write_text(said, "utf-8")
    assert fingerprint(load(tmp_path)["passport-renew"]) == release.current().item("passport-renew").version


def test_an_older_release_shows_how_it_was_written_then(flask):
    first = release.current().number
    contents, sources = service.written()
    source = {**sources["tw-permit"], "item": {**sources["tw-permit"]["item"], "tips": ["新的一句"]}}
    changed = {**contents, "tw-permit": compiled(source)}
    with db.transaction() as tx:
        service.publish(tx, service.store(tx, changed, sources={**sources, "tw-permit": source}), "test", "test")
    assert yaml.safe_load(flask("show", "tw-permit")[1])["items"][0]["tips"] == ["新的一句"]
    assert yaml.safe_load(flask("show", "tw-permit", "--release", str(first))[1])["items"] == [sources["tw-permit"]["item"]]


def test_the_same_content_written_otherwise_stays_one_version_and_keeps_the_last_way(flask):
    contents, sources = service.written()
    row = sources["tw-permit"]["item"]
    again = {**sources["tw-permit"], "item": {**row, "nav": row.get("nav", "dept")}, "note": "otherwise"}
    assert compiled(again) == contents["tw-permit"] and again != sources["tw-permit"]
    with db.transaction() as tx:
        count = tx.execute(select(func.count()).select_from(catalog_version)).scalar()
        service.store(tx, contents, sources={**sources, "tw-permit": again})
        assert tx.execute(select(func.count()).select_from(catalog_version)).scalar() == count
        assert service.source(tx, "tw-permit") == again


def test_a_version_from_before_sources_were_kept_gets_its_own_when_it_is_published_again(flask):
    with db.transaction() as tx:
        tx.execute(update(catalog_version).where(catalog_version.c.item == "tw-permit").values(source=None))
    assert flask("show", "tw-permit") == (1, "tw-permit 那时没有存下写法，再发布一次就有了\n")
    assert flask("publish")[0] == 0
    assert flask("show", "tw-permit")[1].startswith("# scenes/exit_entry/items.yaml\n")


@pytest.mark.parametrize("words", [("show", "none"), ("show", "_home"), ("show", "tw-permit", "--release", "999")])
def test_what_is_not_there_is_said_in_a_line(flask, words):
    code, said = flask(*words)
    assert code == 1 and said.count("\n") == 1 and said.startswith(("没有这个事项", "_home 那时没有存下写法"))
