"""A phone in Chromium, 390 × 844, on a whole demo of its own. SCREENSHOTS=folder keeps a picture of each place a test stops at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from deploy.running import ROOT, House, running
from deploy.servers import free_port
from tests.e2e.cast import CAST, Cast
from tests.e2e.phone import Phone
from tests.e2e.resident import World
from tests.e2e.stage import Stage

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
SIZE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Started once; its department takes a fifth of a second for each step."""
    with running(tmp_path_factory.mktemp("house"), free_port(), free_port(), say=lambda _: None) as started:
        World(started).post("/settings", {"department_delay": 0.2})
        yield started


@pytest.fixture
def imaginary(house: House) -> Iterator[None]:
    """tests/imaginary published beside the catalogue, until the test is over."""
    for publish in (["-m", "tests.imaginary"], ["-m", "flask", "--app", "wsgi", "catalog", "publish"]):
        done = subprocess.run([sys.executable, *publish], cwd=ROOT, env=house.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        if "tests.imaginary" in publish:
            yield


@pytest.fixture(autouse=True)
def cast() -> Iterator[Cast]:
    """The people of this test, who leave with it."""
    CAST.clear()
    yield CAST
    CAST.clear()


@pytest.fixture(scope="session")
def world(house: House) -> World:
    """The sandbox's control."""
    return World(house)


@pytest.fixture
def by_hand(world: World) -> Iterator[World]:
    """A department that waits for a reviewer: the test decides."""
    world.post("/settings", {"department_auto": False})
    yield world
    world.post("/settings", {"department_auto": True})


@pytest.fixture(scope="session")
def stage(house: House) -> Stage:
    """People with cases in every state, for looking at."""
    return Stage(house)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def new_phone(browser: Browser, house: House) -> Iterator[Callable[[], Phone]]:
    """A maker of phones. Fails when a page asked anybody but the house and the sandbox, or when a script broke."""
    pictures = Path(os.environ["SCREENSHOTS"]) if os.environ.get("SCREENSHOTS") else None
    phones: list[Phone] = []

    def make() -> Phone:
        context = browser.new_context(
            viewport=SIZE,
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",  # tests hold back and count what a page asks for; the worker has tests of its own
        )
        phone = Phone(context.new_page(), house, pictures)
        phones.append(phone)
        return phone

    yield make
    for phone in phones:
        phone.page.context.close()
    for phone in phones:
        assert phone.strangers == []
        assert phone.broken == []


@pytest.fixture
def phone(new_phone: Callable[[], Phone]) -> Phone:
    """A phone nobody used before."""
    return new_phone()
