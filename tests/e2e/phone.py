"""A person's thumb and eyes on one phone."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from deploy.running import House
from tests.e2e.cast import CAST
from tests.e2e.resident import Resident, World

SCRIPT_BROKE = re.compile(r"(Reference|Type|Range|Syntax)Error\b")
WAIT_MS = 15_000
LONG_MS = 30_000
TICK_MS, CALM_MS = 40, 160  # nothing was asked for so long: the page stands
CHARACTER = (  # 木, as one writes it
    [(0.0, 0.38), (0.2, 0.34)],
    [(0.1, 0.14), (0.1, 0.5), (0.1, 0.86)],
    [(0.1, 0.4), (0.06, 0.6), (0.0, 0.74)],
    [(0.1, 0.4), (0.14, 0.58), (0.21, 0.72)],
)
COLOURS = 160  # of a picture that is kept: text stays sharp, the file small


class Phone:
    """Pages behind the one in front stay in the document: only what is visible counts."""

    def __init__(self, page: Page, house: House, pictures: Path | None = None) -> None:
        self.page, self.url, self.world, self.pictures, self.taps = page, house.url, World(house), pictures, 0
        self.own = {urlsplit(house.url).netloc, urlsplit(house.sandbox).netloc}
        self.asking: set[Request] = set()
        self.strangers: list[str] = []
        self.broken: list[str] = []
        page.context.on("request", self._look)
        page.context.on("requestfinished", lambda request: self.asking.discard(request))
        page.context.on("requestfailed", lambda request: self.asking.discard(request))
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", self._hear)

    def _look(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc not in self.own:
            self.strangers.append(request.url)
        if parts.path.startswith(("/api/", "/control/")):
            self.asking.add(request)

    def _hear(self, message: ConsoleMessage) -> None:
        """What Vue catches is said on the console only."""
        if message.type == "error" and SCRIPT_BROKE.match(message.text):
            self.broken.append(message.text[:400])

    def open(self, path: str = "") -> None:
        """Type the address of a page (`city/index`, or `pages-merchant/home/index`); what was kept from before stays."""
        self.page.goto("about:blank")
        where = path if path.startswith("pages-") else f"pages/{path}"
        self.page.goto(f"{self.url}/h5/" + (f"#/{where}" if path else ""))

    def held_by(self, who: str | Resident, elder: bool = False) -> Phone:
        """Put it into the hand of somebody of this test alone; a Resident is signed in already."""
        self.page.goto(f"{self.url}/h5/")
        name = CAST.who(self.world, who) if isinstance(who, str) else who.who
        self.page.evaluate("name => localStorage.setItem('sandbox.person', name)", name)
        if isinstance(who, Resident):
            self.page.evaluate("token => localStorage.setItem('token', token)", who.token)
        self.page.evaluate("on => localStorage.setItem('elder', JSON.stringify({type: 'boolean', data: on}))", elder)
        return self

    def find(self, name: str) -> Locator:
        """What is visible and tagged so, the last of several."""
        return self.page.locator(f'[data-test="{name}"]:visible').last

    def see(self, name: str) -> Locator:
        """The element tagged so, once it is there."""
        found = self.find(name)
        found.wait_for(timeout=WAIT_MS)
        return found

    def sees(self, name: str) -> bool:
        """Whether it is there now."""
        return self.page.locator(f'[data-test="{name}"]:visible').count() > 0

    def tap(self, *names: str) -> None:
        """Tap what is tagged so, one after the other."""
        for name in names:
            self.see(name).tap(timeout=WAIT_MS)
            self.taps += 1

    def text(self, name: str) -> str:
        """What it says."""
        return self.see(name).inner_text()

    def says(self, name: str, text: str) -> None:
        """It comes to say exactly this."""
        expect(self.find(name)).to_have_text(text, timeout=WAIT_MS, use_inner_text=True)

    def tells(self, name: str, part: str) -> None:
        """It comes to say this among other things."""
        expect(self.find(name)).to_contain_text(part, timeout=WAIT_MS, use_inner_text=True)

    def lacks(self, name: str) -> None:
        """It is not there, or goes."""
        expect(self.page.locator(f'[data-test="{name}"]:visible')).to_have_count(0, timeout=WAIT_MS)

    def wait_text(self, name: str, text: str) -> None:
        """Until it says so."""
        self.page.locator(f'[data-test="{name}"]:visible', has_text=text).last.wait_for(timeout=LONG_MS)

    def either(self, *names: str) -> str:
        """Which of these comes first."""
        joined = ", ".join(f'[data-test="{name}"]:visible' for name in names)
        self.page.locator(joined).first.wait_for(timeout=WAIT_MS)
        return next(name for name in names if self.sees(name))

    def choose_file(self, name: str, content: bytes) -> None:
        """Tap a button that opens the camera or the album, and give it this picture."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(name)
        chooser.value.set_files([{"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content}])

    def write(self, name: str) -> None:
        """A finger on the signing field: two characters of four strokes each."""
        self.page.wait_for_timeout(900)
        box = self.see(name).bounding_box()
        assert box is not None
        touch = self.page.context.new_cdp_session(self.page)
        for strokes in [[(x + place, y) for x, y in stroke] for place in (0.28, 0.52) for stroke in CHARACTER]:
            points = [{"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y} for x, y in strokes]
            touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
            for point in points[1:]:
                touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
                self.page.wait_for_timeout(20)
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def agree(self, way: str) -> None:
        """One of the two buttons of a dialog: `confirm` or `cancel`."""
        button = {"confirm": ".uni-modal__btn_primary", "cancel": ".uni-modal__btn_default"}[way]
        self.page.locator(f"{button}:visible").last.tap(timeout=WAIT_MS)

    def settled(self) -> None:
        """Nothing is being opened any more."""
        self.page.wait_for_function("() => !document.querySelector('[data-test=\"loading\"]')", timeout=WAIT_MS)
        calm = 0
        while calm < CALM_MS:
            self.page.wait_for_timeout(TICK_MS)
            calm = 0 if self.asking else calm + TICK_MS

    def snap(self, name: str) -> None:
        """Keep a picture, when asked to."""
        if self.pictures:
            self.page.wait_for_timeout(350)
            keep(self.page.screenshot(), self.pictures / f"{name}.png")

    def whole(self, name: str) -> None:
        """The same of the whole page, as far as one may scroll."""
        if self.pictures:
            keep(self.page.screenshot(full_page=True), self.pictures / f"{name}.png")

    def stored(self, name: str) -> Any:
        """What the page keeps on the phone under this name."""
        return self.page.evaluate("name => localStorage.getItem(name)", name)


def keep(content: bytes, path: Path, colours: int = COLOURS) -> None:
    """Write a picture small enough to be kept with the code."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(content)).convert("RGB").quantize(colours, kmeans=1).save(path, optimize=True)
