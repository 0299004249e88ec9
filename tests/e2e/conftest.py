"""A phone in Chromium, 390 × 844, on a whole demo of its own. SCREENSHOTS=folder keeps a picture of each place a test stops at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from deploy.running import House, running
from deploy.servers import free_port
from deploy.visitor import Visitor

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
WAIT_MS = 15_000


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Started once; its department takes a fifth of a second for each step."""
    with running(tmp_path_factory.mktemp("house"), free_port(), free_port(), say=lambda _: None) as started:
        Visitor(f"{started.sandbox}/control").post("/settings", {"department_delay": 0.2})
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield opened
        opened.close()


class Phone:
    """A person's thumb and eyes. Pages behind the one in front stay in the document: only what is visible counts."""

    def __init__(self, page: Page, url: str, pictures: Path | None) -> None:
        self.page, self.url, self.pictures, self.taps = page, url, pictures, 0

    def open(self, path: str = "/h5/") -> None:
        """Type an address; what was kept from before stays."""
        self.page.goto(self.url + path)

    def see(self, name: str) -> Locator:
        """The element tagged so, once it is there."""
        found = self.page.locator(f'[data-test="{name}"]:visible').last
        found.wait_for(timeout=WAIT_MS)
        return found

    def sees(self, name: str) -> bool:
        """Whether it is there now."""
        return self.page.locator(f'[data-test="{name}"]:visible').count() > 0

    def tap(self, name: str) -> None:
        """Tap what is tagged so."""
        self.see(name).tap(timeout=WAIT_MS)
        self.taps += 1

    def text(self, name: str) -> str:
        """What it says."""
        return self.see(name).inner_text()

    def wait_text(self, name: str, text: str) -> None:
        """Until it says so."""
        self.page.locator(f'[data-test="{name}"]:visible', has_text=text).last.wait_for(timeout=30_000)

    def either(self, *names: str) -> str:
        """Which of these comes first."""
        joined = ", ".join(f'[data-test="{name}"]:visible' for name in names)
        self.page.locator(joined).first.wait_for(timeout=WAIT_MS)
        return next(name for name in names if self.sees(name))

    def snap(self, name: str) -> None:
        """Keep a picture, when asked to."""
        if self.pictures:
            self.page.wait_for_timeout(350)
            self.page.screenshot(path=self.pictures / f"{name}.png")


@pytest.fixture
def phone(browser: Browser, house: House) -> Iterator[Phone]:
    """A new phone. Fails when a page asked anybody but the house and the sandbox, or when a script broke."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    own = {urlsplit(house.url).netloc, urlsplit(house.sandbox).netloc}
    strangers: list[str] = []
    broken: list[str] = []

    def look(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc not in own:
            strangers.append(request.url)

    context.on("request", look)
    page.on("pageerror", lambda error: broken.append(str(error)))
    pictures = Path(os.environ["SCREENSHOTS"]) if os.environ.get("SCREENSHOTS") else None
    yield Phone(page, house.url, pictures)
    context.close()
    assert strangers == []
    assert broken == []
