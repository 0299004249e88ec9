"""Whether tests of behaviour notice a mutant: a copy of the scenes beside links to everything else, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.running import ROOT

PASSPORT = (
    "tests/catalog/test_forms.py",
    "tests/catalog/test_every_item.py",
    "tests/participants/test_passport.py",
    "tests/cases/test_child_passport.py",
    "tests/cases/test_deciding.py",
    "tests/cases/test_delivery.py",
)
APPROVED, PAGE, EVERY = "tests/scenes/test_approved.py", "tests/rules/test_social_page.py", "tests/scenes/test_every_scene.py"
LOADER, DUMPER = getattr(yaml, "CSafeLoader", yaml.SafeLoader), getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# The tests that walk each item.
WALKS: Mapping[str, tuple[str, ...]] = {
    "social-query": ("tests/api/test_views.py",),
    "violation-handle": ("tests/cases/test_violations.py",),
    "vehicle-number-select": ("tests/cases/test_plates.py",),
    "birth-registration": ("tests/cases/test_baby.py",),
    "hukou-move-in-province": ("tests/cases/test_moves.py",),
    "passport-renew": PASSPORT,
}


def unchanged() -> bool:
    """Whether one of all these tests is red as it is."""
    return red(ROOT, APPROVED, PAGE, EVERY, *dict.fromkeys(test for tests in WALKS.values() for test in tests))


def noticed(file: str, name: str, item: Mapping[str, Any]) -> bool:
    """Whether a test that walks it turns red when the item of this name in this file is this one."""
    with tempfile.TemporaryDirectory(prefix="shengshi-mutant-") as folder:
        house = Path(folder)
        for one in ROOT.iterdir():
            if one.name not in ("scenes", ".git", "var"):
                (house / one.name).symlink_to(one)
        shutil.copytree(ROOT / "scenes", house / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
        written = yaml.load((ROOT / file).read_text("utf-8"), LOADER)
        written["items"] = [item if one["id"] == name else one for one in written["items"]]
        (house / file).write_text(yaml.dump(written, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=1000), "utf-8")
        return red(house, EVERY, *WALKS[name])


def red(house: Path, *tests: str) -> bool:
    """Whether one of these fails in this house. The process is its tests' from here on; scenes that were imported before would be those
    of another house."""
    if "scenes" in sys.modules:
        raise RuntimeError("the scenes were imported before they were changed")
    os.chdir(house)
    sys.path[:0] = [str(house)]
    os.environ["PYTHONPATH"] = str(house)
    sys.dont_write_bytecode = True
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        done = pytest.main(["-x", "-q", "-p", "no:cacheprovider", f"--rootdir={house}", *tests])
    os.chdir(ROOT)
    if done not in (0, 1, 2):
        raise RuntimeError(f"pytest ended with {done}")
    return done != 0
