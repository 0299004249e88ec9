"""All scenes and their hooks, by code: found outside (scenes/) and handed in by wsgi. A scene with no oddity has no hook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from app.kernel.jsons import Json
from app.language.showing import Bars, Figure, Lines, Notice, Paper
from app.language.visit import Visit

HOOKS = ("check",)  # those the platform runs; a hook that nobody would call is refused
Hook = Callable[[Visit], object]
Function = TypeVar("Function")


class Scene:
    """One folder under scenes/; `folder`: where it lies. `@scene.hook("item-id")` on a function named after a hook. What views name
    (app/language/views.py) is `@scene.figure`, `@scene.rows`, `@scene.chart`, `@scene.paper`, by the function's own name; what is read
    before signing (app/language/notices.py) `@scene.notice`."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.folder = Path()
        self.hooks: dict[tuple[str, str], Hook] = {}
        self.figures: dict[str, Figure] = {}
        self.lines: dict[str, Lines] = {}
        self.bars: dict[str, Bars] = {}
        self.papers: dict[str, Paper] = {}
        self.notices: dict[str, Notice] = {}

    def lying_in(self, folder: Path) -> Scene:
        """This scene, knowing where its items.yaml is."""
        self.folder = folder
        return self

    def hook(self, item: str) -> Callable[[Hook], Hook]:
        """Register the function for this item; its name says when it runs (HOOKS)."""

        def add(function: Hook) -> Hook:
            if function.__name__ not in HOOKS:
                raise ValueError(f"scenes/{self.code}：{function.__name__} 不是挂钩，可用：{'、'.join(HOOKS)}")
            self.hooks[item, function.__name__] = function
            return function

        return add

    def figure(self, function: Figure) -> Figure:
        """Register what a card may say."""
        return _named(self.figures, function)

    def rows(self, function: Lines) -> Lines:
        """Register what makes rows."""
        return _named(self.lines, function)

    def chart(self, function: Bars) -> Bars:
        """Register what makes a chart."""
        return _named(self.bars, function)

    def paper(self, function: Paper) -> Paper:
        """Register what makes a paper."""
        return _named(self.papers, function)

    def notice(self, function: Notice) -> Notice:
        """Register what writes a notice."""
        return _named(self.notices, function)

    def run(self, item: str, hook: str, visit: Visit) -> object:
        """Run a hook when there is one; None otherwise."""
        function = self.hooks.get((item, hook))
        return function(visit) if function else None


def _named(known: dict[str, Function], function: Function) -> Function:
    known[getattr(function, "__name__", "")] = function
    return function


class Known(Protocol):
    """A function that decides review points, as far as declarations are checked against it (app.checks)."""

    def fault(self, arg: Json) -> str | None:
        """What is wrong with an argument, in words."""
        ...

    def needs(self, arg: Json) -> frozenset[str]:
        """What it looks at: person, held:ec-passport, source:exit_ban, form:field, …"""
        ...


class Computed(Protocol):
    """A function that says what an application costs, as far as declarations are checked against it (app.prices)."""

    def fault(self, given: Mapping[str, Json]) -> str | None:
        """What is wrong with the figures an item gives, in words."""
        ...


_scenes: dict[str, Scene] = {}
_checks: Mapping[str, Known] = {}
_prices: Mapping[str, Computed] = {}
_beside = Path()


def use(found: Iterable[Scene], folder: Path) -> None:
    """These are the scenes, in this order, in place of those from before; `folder`: that of what stands beside them."""
    global _beside
    handed_in = {scene.code: scene for scene in found}
    _scenes.clear()
    _scenes.update(handed_in)
    _beside = folder


def decide_with(known: Mapping[str, Known]) -> None:
    """These functions decide review points: found above, handed in by wsgi like the scenes."""
    global _checks
    _checks = known


def checks() -> Mapping[str, Known]:
    """The functions that decide review points, by name."""
    return _checks


def price_with(known: Mapping[str, Computed]) -> None:
    """These functions say what an application costs where no catalogue can fix it."""
    global _prices
    _prices = known


def prices() -> Mapping[str, Computed]:
    """The functions that say what an application costs, by name."""
    return _prices


def beside() -> Path:
    """The folder of home.yaml, bundles.yaml and search.yaml."""
    return _beside


def scenes() -> Mapping[str, Scene]:
    """All scenes by code."""
    return _scenes


def scene_files() -> list[Path]:
    """Every scene's items.yaml, in order of their codes."""
    return [scene.folder / "items.yaml" for scene in _scenes.values()]
