"""All scenes and their hooks, by code. A scene with no oddity has no hook."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from app.language.visit import Visit

HOOKS = ("check",)  # those the platform runs; a hook that nobody would call is refused
Hook = Callable[[Visit], Any]


class Scene:
    """One folder under scenes/. `@scene.hook("item-id")` on a function named after a hook."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.hooks: dict[tuple[str, str], Hook] = {}

    def hook(self, item: str) -> Callable[[Hook], Hook]:
        """Register the function for this item; its name says when it runs (HOOKS)."""

        def add(function: Hook) -> Hook:
            if function.__name__ not in HOOKS:
                raise ValueError(f"scenes/{self.code}：{function.__name__} 不是挂钩，可用：{'、'.join(HOOKS)}")
            self.hooks[item, function.__name__] = function
            return function

        return add

    def run(self, item: str, hook: str, visit: Visit) -> Any:
        """Run a hook when there is one; None otherwise."""
        function = self.hooks.get((item, hook))
        return function(visit) if function else None


def scene_files() -> list[Path]:
    """Every scene's items.yaml, in order of their codes. Scenes are the folders of the package `scenes`, wherever they lie."""
    places = [Path(place) for place in import_module("scenes").__path__]
    return sorted((path for place in places for path in place.glob("*/items.yaml")), key=lambda path: path.parent.name)


@lru_cache
def scenes() -> dict[str, Scene]:
    """All scenes, found by their items.yaml."""
    codes = [path.parent.name for path in scene_files()]
    return {code: import_module(f"scenes.{code}").scene for code in codes}
