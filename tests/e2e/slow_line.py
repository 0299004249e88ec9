"""How long a first visitor waits on 400 kbit/s with 150 ms of latency and nothing kept: `make first-screen`."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

BYTES_A_SECOND, LATENCY_MS = 400_000 // 8, 150
SIZE = {"width": 390, "height": 844}
FIRST = '[data-test="item-passport-renew"]'
# Keeps the moment at which the tiles were there, in milliseconds: whoever asks may be late.
STOOD = """new MutationObserver((_, watch) => {
  if (!document.querySelector('%s')) return
  window.stood = performance.timeOrigin + performance.now()
  watch.disconnect()
}).observe(document, { childList: true, subtree: true })"""


class Visit:
    """One first visit in a fresh context. `bytes`: all that came of what was asked for until the tiles were there, headers included;
    `asked`: every path, in order."""

    def __init__(self, browser: Browser, url: str, slow: bool = False) -> None:
        self.url, self.asked, self.stood = url, [], 0.0  # type: str, list[str], float
        self.begun: dict[str, float] = {}  # {request: when, in milliseconds}
        self.came: dict[str, int] = {}  # {request: bytes}
        self.painted_ms = self.seconds = 0.0
        self.context = browser.new_context(
            viewport=SIZE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN", service_workers="block"
        )
        self.context.add_init_script(STOOD % FIRST)
        self.page = self.context.new_page()
        wire = self.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", self._ask)
        wire.on("Network.loadingFinished", self._come)
        wire.on("Network.loadingFailed", self._come)
        if slow:
            line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
            wire.send("Network.emulateNetworkConditions", line)

    def _ask(self, event: dict[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme.startswith("http"):
            self.begun[event["requestId"]] = event["wallTime"] * 1000
            self.asked.append(parts.path + (f"?{parts.query}" if parts.query else ""))

    def _come(self, event: dict[str, Any]) -> None:
        self.came[event["requestId"]] = int(event.get("encodedDataLength", 0))

    @property
    def needed(self) -> list[str]:
        """The requests begun until the tiles were there."""
        return [one for one, begun in self.begun.items() if begun <= self.stood]

    @property
    def bytes(self) -> int:
        return sum(self.came[one] for one in self.needed)

    def open(self) -> None:
        """Until the tiles of home are there, and all has come that was asked for until then."""
        begun = time.monotonic()
        self.page.goto(f"{self.url}/h5/", wait_until="commit")
        self.page.locator(f"{FIRST}:visible").first.wait_for(timeout=60_000)
        self.seconds = time.monotonic() - begun
        self.stood = self.page.evaluate("() => window.stood")
        while not self.came.keys() >= set(self.needed):
            self.page.wait_for_timeout(20)
        self.painted_ms = self.page.evaluate("() => performance.getEntriesByName('first-paint')[0]?.startTime ?? 0")

    def told(self) -> str:
        """What was measured, in a line."""
        return (
            f"outline {self.painted_ms / 1000:.2f} s, first screen {self.seconds:.2f} s, {self.bytes:,} bytes, {len(self.needed)} requests"
        )

    def close(self) -> None:
        self.context.close()


def main() -> None:
    """Three visits, each cold, on a demo of its own."""
    from deploy.running import running
    from deploy.servers import free_port
    from tests.e2e.conftest import QUIET

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), free_port(), free_port(), say=lambda _: None) as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        for _ in range(3):
            visit = Visit(browser, house.url, slow=True)
            visit.open()
            print(f"400 kbit/s, {LATENCY_MS} ms: {visit.told()}")
            visit.close()
        browser.close()


if __name__ == "__main__":
    main()
