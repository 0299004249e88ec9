"""A sentence that sends somebody to another errand names it as lists do: the phone finds it by that name and has a button to it."""

import json
import re
from pathlib import Path

from app.catalog import finding

ROOT = Path(__file__).parents[2]
NAMED = re.compile("[办点][“「]([^”」]{2,20})[”」]")  # as frontend/shared/errands.ts reads it
SAYING = ("app/checks/*.py", "app/words/*.py", "scenes/*/*.py", "sandbox/departments/decide/*.py")


def named(published):
    """Every errand that the catalogue, the points and the departments' reasons send somebody to."""
    said = [json.dumps(item.content, ensure_ascii=False) for item in published.items.values()]
    said += [path.read_text("utf-8") for pattern in SAYING for path in sorted(ROOT.glob(pattern))]
    return {name for text in said for name in NAMED.findall(text)}


def test_every_errand_that_a_remedy_names_is_found_by_that_name(published):
    names = named(published)
    assert {"第一次办护照", "护照丢了", "跨省迁户口", "补户口本"} <= names
    for name in names:
        hits = finding.search(published, name, "440100")["hits"]
        assert [hit["id"] for hit in hits if hit["short"] == name], name
