"""Whether a mutant comes out otherwise: compared in the process that draws it, on its content, without a server."""

from __future__ import annotations

import yaml

from app.language.checklist import Item
from app.language.content import Content
from deploy.running import ROOT
from tests.mutations.running import LOADER
from tests.rules.test_social_page import READ, pages
from tests.scenes.owing import of_item

KEPT = sorted((ROOT / "scenes").glob("*/owed.yaml"))
OWED = {key: one for path in KEPT for key, one in yaml.load(path.read_text("utf-8"), LOADER).items()}


def comes_out_otherwise(name: str, content: Content) -> bool:
    """Whether what a resident owes, is owed and reads is not what is kept: what tests/scenes/test_approved.py and
    tests/rules/test_social_page.py compare, on this content."""
    item = Item(content, "v")
    try:
        return of_item(item) != OWED[name] or (item.id == "social-query" and pages(item) != READ)
    except Exception:  # what cannot even be said is no less noticed: the test would be red
        return True
