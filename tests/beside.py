"""A scene only some tests know: a folder that lies beside the others, published with them and taken back afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import scenes as package
from app.kernel import db
from app.language import registry
from app.publishing import release, service
from app.publishing.models import catalog_release


@contextmanager
def lying(place: Path, name: str, files: Mapping[str, str]) -> Iterator[Path]:
    """The folder `place/name` with these files is where scenes are looked for, until it ends; nobody was told."""
    folder = place / name
    folder.mkdir()
    for file, text in files.items():
        (folder / file).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "__path__", [*package.__path__, str(place)])
        yield folder
        sys.modules.pop(f"scenes.{name}", None)


@contextmanager
def lying_beside(place: Path, name: str, files: Mapping[str, str]) -> Iterator[Path]:
    """The folder `place/name` with these files is a scene until it ends."""
    with lying(place, name, files) as folder:
        registry.use(package.discover(), package.BESIDE)
        yield folder
    registry.use(package.discover(), package.BESIDE)


def commands_of(app: Flask) -> Callable[..., tuple[int, str]]:
    """commands_of(app)("check") → the exit code of `flask catalog check`, and what was said."""
    runner = app.test_cli_runner()

    def run(*words: str) -> tuple[int, str]:
        result = runner.invoke(args=["catalog", *words])
        return result.exit_code, result.output

    return run


def drafts() -> service.Contents:
    """What service.drafts says, read once for each state of the scene folders. Nobody changes it."""
    return _drafts(tuple((file.parent.name, file.read_text("utf-8")) for file in registry.scene_files()))


@lru_cache
def _drafts(written: tuple[tuple[str, str], ...]) -> service.Contents:
    return service.drafts()


@contextmanager
def put_back() -> Iterator[Mapping[str, str]]:
    """Whatever is published meanwhile, the release in force now is in force again afterwards; its map."""
    with db.reading() as tx:
        before = tx.execute(select(catalog_release.c.map).order_by(catalog_release.c.number.desc()).limit(1)).scalar()
    yield before
    with db.transaction() as tx:
        service.publish(tx, before, "test over", "test")
    release.refresh()


@contextmanager
def published() -> Iterator[None]:
    """The scenes as they lie are in force, as `flask catalog publish` does; the release from before is put back."""
    with put_back():
        with db.transaction() as tx:
            service.publish(tx, service.store(tx, drafts()), "test", "test")
        release.refresh()
        yield
