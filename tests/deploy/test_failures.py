"""Whoever reads only the end of `make test` learns which test failed and why."""

import os
import subprocess
import sys

import pytest

from deploy.failures import report

BROKEN = """
import pytest

@pytest.fixture
def database():
    raise RuntimeError("no database")

class TestHouse:
    def test_stands(self):
        assert [1, 2] == [1, 3], "it leans"

@pytest.mark.parametrize("n", ["one", "two"])
def test_each(n):
    assert n == "one"

def test_asks(database): ...
"""
VITEST = """
 RUN  v3.2.4 frontend
 FAIL  tests/house.test.ts > a house > stands
AssertionError: expected 1 to be 2

\x1b[32m- Expected\x1b[39m
\x1b[31m+ 1\x1b[39m
⎯⎯⎯⎯⎯⎯⎯⎯[1/2]⎯

 FAIL  tests/house.test.ts > a house > breaks
TypeError: nothing there
⎯⎯⎯⎯⎯⎯⎯⎯[2/2]⎯

      Tests  2 failed (2)
""".splitlines()


def pytest_says(folder, text: str, ci: str = "") -> list[str]:
    (folder / "test_broken.py").write_text(text)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "test_broken.py"]
    env = {name: value for name, value in os.environ.items() if name not in ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS")}
    return subprocess.run(run, cwd=folder, capture_output=True, text=True, env=env | ({"CI": ci} if ci else {})).stdout.splitlines()


@pytest.mark.parametrize("ci", ["", "true"])  # where CI is set pytest shows each difference whole
def test_of_pytest_each_failure_is_named_with_its_assertion(tmp_path, ci):
    told = report([("SQLite", pytest_says(tmp_path, BROKEN, ci))])
    assert told[0] == "✗ SQLite"
    assert "  FAILED test_broken.py::TestHouse::test_stands - AssertionError: it leans" in told
    after = told.index(next(one for one in told if "test_each[two]" in one)) + 1
    assert told[after] == "    AssertionError: assert 'two' == 'one'"
    assert any("ERROR test_broken.py::test_asks" in one for one in told) and "    RuntimeError: no database" in told
    assert any(one.endswith("test_broken.py:10: AssertionError") for one in told)
    assert not any("test_each[one]" in one for one in told)


def test_what_could_not_be_read_at_all_is_named_too(tmp_path):
    told = report([("SQLite", pytest_says(tmp_path, "import nothing_of_this_name"))])
    assert "    ModuleNotFoundError: No module named 'nothing_of_this_name'" in told


def test_of_vitest_each_failure_is_named_with_its_assertion_and_without_colours():
    told = report([("前端", VITEST)])
    assert told[:3] == ["✗ 前端", "  FAIL tests/house.test.ts > a house > stands", "    AssertionError: expected 1 to be 2"]
    assert "    + 1" in told and told[-2:] == ["  FAIL tests/house.test.ts > a house > breaks", "    TypeError: nothing there"]


def test_a_suite_that_names_no_test_shows_its_last_lines():
    assert report([("前端", ["checking", "", "mp/api.ts(3,1): error TS2304"])])[1:] == ["    checking", "    mp/api.ts(3,1): error TS2304"]


def test_many_failures_stay_within_the_lines_there_are_and_say_how_many_more():
    many = [f"FAILED tests/test_{n}.py::test_it - assert {n}" for n in range(200)]
    told = report([("一", many), ("二", VITEST), ("三", ["killed"])], most=30)
    assert len(told) <= 30 and "  … 还有 192 个" in told
    assert {one for one in told if one.startswith("✗")} == {"✗ 一", "✗ 二", "✗ 三：没有列出哪个测试，最后几行是"}
    assert report([]) == []
