"""The house guards itself: these tests read the application, not its behaviour."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

ROOT = Path(__file__).parents[1]
OPEN_DOORS = ("house.", "docs.", "api-docs.", "static")  # health, metrics, documentation, the built front end

# Addresses that may stand in what we commit: ourselves, the outside world's documented hosts, and standards.
KNOWN_HOSTS = re.compile(
    r"^(127\.0\.0\.[12]|localhost|\[::1\]|0\.0\.0\.0|web|sandbox|\w+\.example(\.\w+)?|([\w.-]+\.)?example\.(com|org|net|cn|invalid)|example\.invalid"
    r"|api\.weixin\.qq\.com|api2?\.mch\.weixin\.qq\.com|mp\.weixin\.qq\.com|servicewechat\.com|pay\.weixin\.qq\.com|developers\.weixin\.qq\.com"
    r"|mmbizurl\.cn|wxaurl\.cn|t\.cn|qr\.alipay\.com|wx\.tenpay\.com|u\.wechat\.com|(www\.)?w3\.org|json-schema\.org|www\.ofdspec\.org|cdn\.dcloud\.net\.cn|(www\.)?gov\.cn|([\w-]+\.)+gov\.cn)$"
)


def tracked(*suffixes: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name.endswith(suffixes) and (ROOT / name).is_file()]


def test_every_route_names_who_may_knock(app):
    nameless = [
        f"{sorted(rule.methods - {'HEAD', 'OPTIONS'})} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(OPEN_DOORS) and not getattr(app.view_functions[rule.endpoint], "guard", None)
    ]
    assert nameless == []


def test_every_path_parameter_has_its_exact_shape(app):
    from edge.paths import CONVERTERS

    loose = [
        f"{rule.rule}: <{name}> needs one of edge.paths, as in <case:no>"
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if type(converter) not in CONVERTERS.values()
    ]
    assert loose == []


def test_no_route_answers_twice(app):
    seen: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            shape = (method, re.sub(r"<[^>]+>", "<>", rule.rule))
            assert shape not in seen, f"{shape} is answered by {seen[shape]} and {rule.endpoint}"
            seen[shape] = rule.endpoint


def test_every_event_has_its_row_in_the_table_of_what_follows():
    import app.events
    from app.kernel.events import Event
    from wsgi import REACTIONS

    rooms = [importlib.import_module(f"app.events.{one.name}") for one in pkgutil.iter_modules(app.events.__path__)]
    told = {
        one for room in rooms for one in vars(room).values() if isinstance(one, type) and issubclass(one, Event) and "KIND" in vars(one)
    }
    assert len({one.KIND for one in told}) == len(told), "two events of one kind"
    assert set(REACTIONS) == told, "wsgi.REACTIONS: an event without reactions gets an empty list there, with the reason"


def test_every_reaction_is_named_once_for_an_event():
    from wsgi import REACTIONS

    for event, reactions in REACTIONS.items():
        names = [f"{one.__module__}.{one.__name__}" for one in reactions]
        assert len(names) == len(set(names)), event


def test_nobody_stands_in_a_circle_with_another_not_even_for_a_type():
    import grimp

    packages = ("app", "edge", "miniprogram_api", "console_api", "department_api", "payment", "scenes", "sandbox", "deploy")
    graph = grimp.build_graph(*packages, exclude_type_checking_imports=False, cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    while free := {module for module, wanted in needs.items() if not wanted & needs.keys()}:
        needs = {module: wanted for module, wanted in needs.items() if module not in free}
    while leaves := needs.keys() - {wanted for all_of_it in needs.values() for wanted in all_of_it}:
        needs = {module: wanted for module, wanted in needs.items() if module not in leaves}
    assert sorted(needs) == []


def test_tables_equal_migrations(app):
    from app.kernel import db

    with db.engine().connect() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": False, "compare_server_default": False})
        differences = compare_metadata(context, db.metadata)
    assert [str(one)[:200] for one in differences] == []


def test_migrations_stand_in_one_line():
    steps = {}
    for file in (ROOT / "migrations/versions").glob("*.py"):
        text = file.read_text("utf-8")
        found = re.search(r"^revision\b.*?[\"'](\w+)[\"']", text, re.M), re.search(r"^down_revision\b.*?(None|[\"']\w+[\"'])", text, re.M)
        assert found[0] and found[1], file.name
        steps[found[0][1]] = found[1][1].strip("\"'")
    assert len(set(steps.values())) == len(steps), "two migrations follow the same one"
    assert list(steps.values()).count("None") == 1


def test_no_file_speaks_to_a_stranger():
    """No CDN, no tracker, no machine of ours: an unknown host in any committed text is a mistake or needs a line above."""
    found = []
    for file in tracked(
        ".py", ".ts", ".vue", ".js", ".html", ".css", ".json", ".yaml", ".yml", ".toml", ".conf", ".sh", "Makefile", "Dockerfile"
    ):
        if "tests/conformance" in str(file) or file.name == "package-lock.json":
            continue
        for host in re.findall(r"(?:https?|wss?):\/\/([\w.\-\[\]:]+)", file.read_text("utf-8", "replace")):
            bare = re.sub(r":\d*$", "", host)
            if "." in bare and not KNOWN_HOSTS.match(bare):
                found.append(f"{file.relative_to(ROOT)}: {host}")
    assert found == []


def test_no_commit_names_a_secret_file():
    assert [str(f) for f in tracked("keyring.json", "credentials.json", ".env", ".pem", ".key")] == []


FOLDERS = ("app", "edge", "miniprogram_api", "console_api", "department_api", "payment", "scenes", "sandbox", "deploy")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_debris_is_left(folder):
    """No print, no breakpoint, no unfinished mark in what runs."""
    debris = re.compile(r"\b(breakpoint\(\)|TODO|FIXME|XXX)\b" + ("" if folder == "deploy" else r"|^\s*print\("), re.M)
    left = [str(f.relative_to(ROOT)) for f in tracked(".py") if f.is_relative_to(ROOT / folder) and debris.search(f.read_text("utf-8"))]
    left = [name for name in left if not name.endswith("__main__.py")]
    assert left == []


RUNS = ("app", "edge", "miniprogram_api", "console_api", "department_api", "payment", "scenes", "wsgi.py")
LOADERS = {"importlib", "importlib.util", "importlib.machinery", "pkgutil", "runpy", "imp", "zipimport"}


def hidden_imports(text: str) -> list[str]:
    """Where a file may import what its import lines do not say, and import contracts therefore cannot see."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name in LOADERS]
        elif isinstance(node, ast.ImportFrom) and node.module in LOADERS:
            found += [f"{node.module}.{one.name}" for one in node.names if f"{node.module}.{one.name}" not in ("importlib.resources",)]
        elif isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval"):
            found.append(node.id)
    return found


def test_nothing_is_imported_by_a_name_that_the_contracts_cannot_see():
    """Only scenes/ does, and only its own folders: contracts in pyproject.toml judge all other imports."""
    files = [f for f in tracked(".py") if str(f.relative_to(ROOT)).startswith(RUNS)]
    found = {str(f.relative_to(ROOT)): hidden_imports(f.read_text("utf-8")) for f in files}
    assert {file: names for file, names in found.items() if names} == {"scenes/__init__.py": ["importlib.import_module"]}
    assert (ROOT / "scenes/__init__.py").read_text("utf-8").count('import_module(f"scenes.{code}")') == 1


@pytest.mark.parametrize(
    "line",
    [
        "import importlib as i",
        "from importlib import import_module as load",
        "from importlib import util",
        "import runpy",
        "import pkgutil",
        "found = __import__('scenes')",
        "exec('import scenes')",
    ],
)
def test_an_import_by_name_is_seen(line):
    assert len(hidden_imports(line)) == 1


def test_every_setting_stands_in_the_example():
    asked = re.findall(r"env\.\w+\(\"(\w+)\"", (ROOT / "app/kernel/config.py").read_text("utf-8"))
    told = (ROOT / ".env.example").read_text("utf-8")
    assert asked and [name for name in asked if name not in told] == []


def test_the_front_end_types_are_those_of_the_views(app, tmp_path):
    from deploy import schema

    if not schema.GENERATOR.exists():
        pytest.skip("front-end packages are not installed")
    fresh = schema.generate(app, tmp_path)
    assert fresh == schema.TYPES.read_text("utf-8"), "frontend/shared/schema.d.ts is stale: make gen"
