"""A file of keys that the first process makes, for itself and everybody after it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from app.kernel.jsons import Json


def make(path: Path, told: Mapping[str, Json]) -> None:
    """Written once, mode 0600; where another process was first, its keys are the ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(told, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
