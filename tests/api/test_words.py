"""Every error in the code speaks plain Chinese: what is wrong and what to do, without a word of ours. Read from the source."""

import ast
import re
from pathlib import Path

import pytest

from app.kernel import errors
from tests.api.test_bad_input import plain

KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.Problem)}
# What only systems and operators read, never a resident.
MACHINES = {
    "department_api",
    "app/cases/nodes.py",
    "app/corrections",  # but for what only_asked says
    "app/kernel/signed.py",
    "payment/channels/signing.py",
    "payment/webhooks.py",
    "payment/commands.py",
    "console_api",
}


def raised():
    """(place, code, say, do) of every problem made in the product with words of its own."""
    for path in [*Path("app").rglob("*.py"), *Path("miniprogram_api").rglob("*.py"), *Path("payment").rglob("*.py")]:
        if any(str(path).startswith(machine) for machine in MACHINES):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        ours = {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == errors.__name__
            for name in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS & ours:
                words = [text(one) for one in node.args[:3]]
                yield f"{path}:{node.lineno}", *words, *[None] * (3 - len(words)), node.func.id


def text(node):
    """A constant, or an f-string with its holes as x; None for anything computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in node.values)
    return None


FOUND = list(raised())


def test_there_are_problems_to_look_at():
    assert len(FOUND) > 60


@pytest.mark.parametrize(("place", "code", "say", "do", "kind"), FOUND, ids=[f"{one[0]}-{one[1]}" for one in FOUND])
def test_a_problem_says_what_is_wrong_and_what_to_do(place, code, say, do, kind):
    assert code is None or re.fullmatch("[a-z][a-z0-9_]+", code)
    for words in (say, do):
        if words is not None:
            assert plain(words) and len(words) <= 40 and not words.endswith("。"), words
    # A sentence of its own comes with its own way out.
    assert say is None or do is not None or kind in ("Unavailable", "BadRequest"), place


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_problem_has_words_of_its_own(kind):
    problem = getattr(errors, kind)
    assert plain(problem.say) and plain(problem.do) and 400 <= problem.status < 600


def test_one_code_has_one_status():
    from collections import defaultdict

    seen = defaultdict(set)
    for _, code, _, _, kind in FOUND:
        if code:
            seen[code].add(getattr(errors, kind).status)
    del seen["city_not_found"]  # in an address it is absent, in what was filled in it is wrong
    assert {code: statuses for code, statuses in seen.items() if len(statuses) > 1} == {}
