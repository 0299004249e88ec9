"""Whether tests of behaviour notice a mutant: a copy of the scenes beside links to everything else, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
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
# The tests that walk each of the six.
WALKS: Mapping[str, tuple[str, ...]] = {
    "social-query": ("tests/api/test_views.py",),
    "violation-handle": ("tests/cases/test_violations.py",),
    "vehicle-number-select": ("tests/cases/test_plates.py",),
    "birth-registration": ("tests/cases/test_baby.py",),
    "hukou-move-in-province": ("tests/cases/test_moves.py",),
    "passport-renew": PASSPORT,
}


# Those that go through every item there is: too long for one, and whatever they would notice, the walks do.
EVERYBODY = ("test_every_item", "test_figures", "test_foreign", "test_off", "test_statements")


def walking(name: str) -> tuple[str, ...]:
    """The tests of behaviour that walk an item: those of the six, else those of tests/cases that call it by its id."""
    files = [path for path in sorted((ROOT / "tests/cases").glob("test_*.py")) if path.stem not in EVERYBODY]
    return WALKS.get(name) or tuple(f"tests/cases/{path.name}" for path in files if f'"{name}"' in path.read_text("utf-8"))


def unchanged(names: Sequence[str]) -> bool:
    """Whether one of all these tests is red as it is, or one of these items ends otherwise than docs/items.md says."""
    tests = dict.fromkeys(test for name in names for test in walking(name))
    return ends_otherwise(ROOT, *names) or red(ROOT, APPROVED, PAGE, EVERY, *tests)


def ends_otherwise(house: Path, *names: str) -> bool:
    """Whether a situation of these items ends otherwise in this house than docs/items.md says: a process of its own."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scene", "check", *(f"--item={name}" for name in names)]
    with tempfile.TemporaryDirectory(prefix="shengshi-mutant-data-") as data:
        done = subprocess.run(command, cwd=house, env={**os.environ, "PYTHONPATH": str(house), "DATA_DIR": data}, capture_output=True)
    return done.returncode != 0


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
        return ends_otherwise(house, name) or red(house, EVERY, *walking(name))


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
