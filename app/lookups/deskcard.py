"""A card for the cash desk: the code of a title, large, twice on A4, to be cut along the lines.

`python -m app.lookups.deskcard` draws it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import orjson

from app.invoices import titles
from app.lookups import drawing, layout
from app.lookups.layout import Pages

MM = 72 / 25.4
A6 = (148 * MM, 105 * MM)
SQUARE = 70 * MM  # at least 60 are asked for
HEAD, NAME, SMALL = 17.0, 13.0, 9.5
BESIDE = 12.0
BELOW = 16.0


def draw(name: str, number: str, code: str) -> bytes:
    """The file. Raises Unavailable when it does not come out."""
    return drawing.drawn("app.lookups.deskcard", {"name": name, "number": number, "code": code})


def pages(on: Pages, name: str, number: str, code: str) -> Iterator[bytes]:
    """Both cards on one page."""
    left = (layout.WIDTH - A6[0]) / 2
    for low in (layout.HEIGHT / 2 + 20, layout.HEIGHT / 2 - 20 - A6[1]):
        on.now.append(f"q 0.7 G 0.5 w [4 4] 0 d {left:.2f} {low:.2f} {A6[0]:.2f} {A6[1]:.2f} re S Q".encode())
        on.y = low + (A6[1] - SQUARE) / 2
        on.square(code, left + BESIDE, SQUARE, titles.version(code))
        _beside(on, left + BESIDE + SQUARE + BESIDE, left + A6[0] - BESIDE, low, name, number)
    yield b"\n".join(on.now)


def _beside(on: Pages, x: float, right: float, low: float, name: str, number: str) -> None:
    on.y = low + A6[1] - BESIDE - HEAD - 24
    on.text(x, "开发票扫这里", HEAD)
    on.y -= 14
    for line in _lines(on, name, right - x):
        on.y -= NAME + 4
        on.text(x, line, NAME)
    if number:
        on.y -= BELOW + 4
        on.text(x, number, SMALL if on.wide(number, NAME) > right - x else NAME)
    on.y = low + BESIDE + 22
    on.text(x, "只带开票信息，不能扣钱", SMALL, colour="0.37 0.43 0.46")


def _lines(on: Pages, said: str, wide: float) -> Iterator[str]:
    line = ""
    for sign in said:
        if line and on.wide(line + sign, NAME) > wide:
            yield line
            line = ""
        line += sign
    yield line


def main() -> None:
    """One order from standard input, one file to standard output."""
    told = orjson.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(layout.document(lambda on: pages(on, told["name"], told["number"], told["code"])))


if __name__ == "__main__":
    main()
