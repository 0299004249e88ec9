"""The sandbox's own page, as a developer who never heard of this project follows it."""

import re
import subprocess
import sys
from pathlib import Path

from sandbox.faults import KINDS
from sandbox.server import create_app
from sandbox.world import World

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "sandbox" / "README.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_the_script_of_the_page_pays_an_order_as_it_says(sandbox, tmp_path):
    (script,) = blocks("python")
    assert 'BOX = "http://127.0.0.1:8091"' in script
    file = tmp_path / "pay.py"
    file.write_text(script.replace("http://127.0.0.1:8091", sandbox.url))
    sandbox.control("POST", "/settings", refund_delay=0.1)
    done = subprocess.run([sys.executable, "-W", "ignore", file], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (printed,) = blocks("text")
    wanted = [line.partition("…")[0] for line in printed.splitlines()]
    seen = done.stdout.splitlines()
    assert len(seen) == len(wanted)
    for line, start in zip(seen, wanted, strict=True):
        assert line.startswith(start), f"{line!r} does not begin with {start!r}"


def test_the_page_starts_what_it_says():
    start, install = "shengshi-sandbox\n", "pip install ./sandbox\n"
    (commands,) = blocks("sh")
    assert install in commands and commands.endswith(start)
    help_text = subprocess.run([sys.executable, "-m", "sandbox", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=20).stdout
    options = set(re.findall(r"--[a-z]+", help_text)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z]+)", PAGE, re.M))


def test_every_call_the_page_names_exists():
    rules = {(method, re.sub(r"<[^>]*>", "{}", rule.rule)) for rule in create_app(World()).url_map.iter_rules() for method in rule.methods}
    named = re.findall(r"`(GET|POST|DELETE) (/control/[^` ]*)", PAGE)
    for method, path in named:
        path = re.sub(r"\{[^}]*\}|\d{10}", "{}", path)
        assert (method, path) in rules, f"{method} {path}"
    money = {path for _, path in rules if path.startswith(("/control/pay/", "/control/refunds", "/control/bills", "/control/fapiao"))}
    assert money <= {re.sub(r"\{[^}]*\}", "{}", path) for _, path in named}


def test_every_fault_of_the_pay_side_is_on_the_page():
    table = PAGE.partition("## Faults")[2].partition("## How true it is")[0]
    named = set(re.findall(r"`([a-z0-9_]+)`", table))
    assert KINDS - named <= {"busy", "source_off"}  # these spoil other sides than WeChat Pay
