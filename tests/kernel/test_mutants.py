"""The storm's mutants are changes of text: who rewrites that text hears of it here, not an hour into a storm."""

import ast

import pytest

from tests.storm.house import ROOT
from tests.storm.mutants import MUTANTS, PRODUCT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_every_mutant_finds_its_text_once_and_stays_python(mutant):
    for name in {name for name, _, _ in mutant.changes}:
        text = (ROOT / name).read_text("utf-8")
        for _, wanted, instead in (one for one in mutant.changes if one[0] == name):
            assert text.count(wanted) == 1, f"{name}: {wanted}"
            text = text.replace(wanted, instead)
        compile(text, name, "exec")


def test_the_copy_that_is_mutated_has_all_that_the_product_imports():
    asked = [node for node in ast.parse((ROOT / "wsgi.py").read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {str(node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).partition(".")[0] for node in asked}
    assert {name for name in names if (ROOT / name).is_dir()} <= set(PRODUCT)
