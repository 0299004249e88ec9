"""A scene only tests know: built items of every kind, so that no test waits for the catalogue's own to be built, nor breaks with them.

python -m tests.imaginary      publishes the catalogue with it, into the database that the settings name
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from app.language.load import compiled

SCENE = "household"  # it borrows the name of one that has no hooks
FILE = Path(__file__).parent / "items.yaml"


def contents() -> dict[str, dict[str, Any]]:
    """Its items' contents by id."""
    said = yaml.load(FILE.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    sources = [{"scene": SCENE, "theme": said["theme"], "item": row} for row in said["items"]]
    return {source["item"]["id"]: compiled(source) for source in sources}
