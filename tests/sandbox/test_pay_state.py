"""The sandbox as a program: quick to start, and a state file that survives a stop, a restart and a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests

from tests.conftest import Sandbox
from tests.sandbox.merchant import DIRECT, Merchant, listening


@contextmanager
def program(*arguments):
    """(Sandbox, process) of a sandbox started with these arguments."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert "listening on" in line
        yield Sandbox(line.rsplit(" ", 1)[-1].strip(), {}), process
    finally:
        process.terminate()
        process.wait(10)


def cpu_seconds(process):
    """What the process has used of a processor; on an idle machine that is how long it took."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_it_starts_in_less_than_two_seconds_and_makes_its_keys_at_once(tmp_path):
    with program("--credentials", tmp_path / "credentials.json") as (box, process):
        assert cpu_seconds(process) < 2
        written = json.loads((tmp_path / "credentials.json").read_text())
        assert written == box.control("GET", "/credentials")
    assert oct((tmp_path / "credentials.json").stat().st_mode)[-3:] == "600"


def test_a_pending_notification_outlives_a_restart(tmp_path):
    state = tmp_path / "state.json"
    with listening() as ear:
        ear.status = 500
        with program("--state", state) as (box, _):
            shop = Merchant(box, DIRECT)
            shop.paid("order-1", 12000, notify_url=ear.url)
            ear.wait(1)
            until = time.monotonic() + 5
            while not box.control("GET", "/waiting") and time.monotonic() < until:
                time.sleep(0.02)
            (due,) = box.control("GET", "/waiting")
            assert due["kind"] == "notice" and 10 < due["seconds"] <= 15
        ear.status = 200
        with program("--state", state) as (box, _):
            assert Merchant(box, DIRECT).card["private_key"] == shop.card["private_key"]
            (due,) = box.control("GET", "/waiting")
            assert due["kind"] == "notice" and 0 < due["seconds"] <= 15
            box.control("POST", "/clock", rate=10000)
            headers, raw = ear.wait(2)[1]
            again = Merchant(box, DIRECT)
            assert again.verifies(headers, raw)
            assert json.loads(again.open(json.loads(raw)["resource"]))["out_trade_no"] == "order-1"
            assert again.query("order-1").json()["trade_state"] == "SUCCESS"
            assert again.refund("order-1", "r1", 1, 12000).status_code == 200


def test_a_notification_that_was_under_way_is_sent_again(tmp_path):
    state = tmp_path / "state.json"
    with listening() as ear:
        ear.pause = 3
        with program("--state", state) as (box, _):
            Merchant(box, DIRECT).paid("order-1", 100, notify_url=ear.url)
            ear.wait(1)
            assert box.control("GET", "/waiting") == []
        ear.pause = 0
        with program("--state", state) as (box, _):
            ear.wait(2)
            until = time.monotonic() + 5
            while (state := box.control("GET", "/notices")[0]["state"]) != "delivered" and time.monotonic() < until:
                time.sleep(0.02)
            assert state == "delivered"


def test_a_killed_sandbox_has_lost_a_few_seconds_at_most(tmp_path):
    state = tmp_path / "state.json"
    with program("--state", state) as (box, process):
        Merchant(box, DIRECT).paid("order-1", 100)
        time.sleep(6)
        process.send_signal(signal.SIGKILL)
    with program("--state", state) as (box, _):
        assert [one["state"] for one in box.control("GET", "/orders")] == ["SUCCESS"]


def test_without_a_state_file_every_start_is_the_first(tmp_path):
    with program() as (box, _):
        Merchant(box, DIRECT).paid("order-1", 100)
    with program() as (box, _):
        assert box.control("GET", "/orders") == []


def test_an_unknown_argument_is_named():
    done = subprocess.run([sys.executable, "-m", "sandbox", "--prot", "1"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and "unrecognized arguments: --prot" in done.stderr


@pytest.mark.parametrize("path", ["/", "/control/settings"])
def test_a_person_finds_the_page_and_the_control_api(sandbox, path):
    assert requests.get(sandbox.url + path, timeout=5).status_code == 200
