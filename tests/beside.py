"""A scene only some tests know: a folder that lies beside the others, published with them and taken back afterwards."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

import scenes as package
from app.kernel import db
from app.language import registry
from app.publishing import release, service
from app.publishing.models import catalog_release


@contextmanager
def lying_beside(place: Path, name: str, files: Mapping[str, str]) -> Iterator[Path]:
    """The folder `place/name` with these files is a scene until it ends."""
    folder = place / name
    folder.mkdir()
    for file, text in files.items():
        (folder / file).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "__path__", [*package.__path__, str(place)])
        registry.use(package.discover(), package.BESIDE)
        yield folder
        sys.modules.pop(f"scenes.{name}", None)
    registry.use(package.discover(), package.BESIDE)


@contextmanager
def published() -> Iterator[None]:
    """The scenes as they lie are in force, as `flask catalog publish` does; the release from before is put back."""
    with db.transaction() as tx:
        before = tx.execute(select(catalog_release.c.map).order_by(catalog_release.c.number.desc()).limit(1)).scalar()
        service.publish(tx, service.store(tx, service.drafts()), "test", "test")
    release.refresh()
    yield
    with db.transaction() as tx:
        service.publish(tx, before, "test over", "test")
    release.refresh()
