"""Two processes of the operating system over one database: a second after either learns of a certificate, both name it."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from payment.channels.signing import Verifier
from tests.payment.test_certificates import MCHID

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


class Line:
    """A process of its own (tests/payment/line.py)."""

    def __init__(self, database, card):
        command = [sys.executable, "-m", "tests.payment.line"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say({"database": database, "card": card, "notify": "http://127.0.0.1:1/notify/wechat-pay"})

    def say(self, given):
        self.process.stdin.write((given if isinstance(given, str) else json.dumps(given)) + "\n")
        self.process.stdin.flush()

    def ask(self, word):
        self.say(word)
        while True:
            told = self.process.stdout.readline()
            assert told, "the process ended"
            if told.startswith(('{"key"', '{"from"')):  # the rest are log lines
                return json.loads(told)


@pytest.fixture
def lines(app, sandbox, db_url):
    card = next(one for one in sandbox.credentials["pay"]["merchants"] if str(one["mchid"]) == MCHID)
    made = [Line(db_url, card) for _ in range(2)]
    yield made
    for one in made:
        one.process.stdin.close()
    assert [one.process.wait(10) for one in made] == [0, 0]


def test_whichever_process_learns_the_other_names_it_a_second_later(lines, sandbox):
    lines[0].ask("fetch")
    assert {one.ask("key")["key"] for one in lines} == {lines[1].ask("fetch")["key"]}
    for learner, other in (lines, reversed(lines)):
        known, until = other.ask("key")["key"], time.monotonic() + PATIENCE_S
        learnt = {"key": known}
        while learnt["key"] == known and time.monotonic() < until:  # certificates say in whole seconds when they begin
            sandbox.control("POST", "/keys/rotate")
            learnt = learner.ask("fetch")
        assert learnt["key"] != known
        heard = [other.ask("key")]
        while heard[-1]["key"] != learnt["key"] and time.monotonic() < until:
            heard.append(other.ask("key"))
        # Whatever was asked from a second after the learning on is answered with the new one, however slow the machine is.
        assert heard[-1]["key"] == learnt["key"]
        late = [one for one in heard[:-1] if one["from"] >= learnt["at"] + Verifier.RELOAD_S]
        assert late == []
        assert {one["key"] for one in heard[:-1]} <= {known}
