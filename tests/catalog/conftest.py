"""The real catalogue, loaded once; no database."""

import pytest
import yaml

from app.language import shelf
from app.language.checklist import Item
from app.publishing.release import Release
from app.publishing.versions import fingerprint
from scenes import BESIDE
from tests.written import contents as compiled

# Safe ones, and ten times as fast.
LOADER, DUMPER = getattr(yaml, "CSafeLoader", yaml.SafeLoader), getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@pytest.fixture(scope="session")
def contents():
    return compiled()


@pytest.fixture(scope="session")
def written():
    """What stands in the scene folders, read by nobody of ours: scene → rows of items.yaml."""
    return {path.parent.name: yaml.load(path.read_text("utf-8"), LOADER)["items"] for path in BESIDE.glob("*/items.yaml")}


@pytest.fixture(scope="session")
def items(contents):
    return {key: Item(content, fingerprint(content)) for key, content in contents.items()}


@pytest.fixture(scope="session")
def published(items, contents):
    return Release(1, items, shelf.read(BESIDE, contents))


@pytest.fixture(scope="session")
def once_built(items, contents):
    """The catalogue as its declarations have it once every guide is built: nothing that is declared waits unread."""
    cases = {key: Item({**item.content, "serves": "case"}, item.version) for key, item in items.items()}
    return Release(1, cases, shelf.read(BESIDE, contents))
