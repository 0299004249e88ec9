"""All that is asked for, walked one after the other, and held against the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import yaml

from app.language import load, registry
from app.language.checklist import Item
from deploy.visitor import Surprise
from deploy.walks import house, table
from deploy.walks.declared import Situation, Walk, walks
from deploy.walks.fitting import LOADER
from deploy.walks.table import Key
from deploy.walks.walking import Outcome, walked


class Unasked(ValueError):
    """Nothing, or nothing there is, was asked for."""


@dataclass(frozen=True)
class Asked:
    """`lines`: what is to be walked; `whole`: every line there is; `items`: all of the catalogue."""

    lines: Sequence[tuple[Situation, Walk]]
    whole: Sequence[Situation]
    items: Sequence[Item]


@dataclass
class Run:
    """What came of it. `failed`: what did not come to an end, with why."""

    asked: Asked
    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    failed: dict[Key, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def items(self) -> int:
        """How many were walked."""
        return len({item for item, _ in self.outcomes})

    def differences(self, text: str) -> list[str]:
        """What the table says otherwise, a line each: item, situation, then what it says and what came."""
        kept = table.read(text)
        found = []
        for key, came in self.outcomes.items():
            was, now = kept.get(key), table.told(came)
            if was != now:
                found.append(f"{key[0]} {key[1]}\n  写着：{was or '没有这一行'}\n  走出：{now}")
        return found

    def page(self, before: str) -> str:
        """The table with what was walked put in; what was not keeps what it said. A line that is neither is left out and missed by the
        test that counts them."""
        known = {**table.read(before), **self.outcomes}
        lines = [one for one in self.asked.whole if (one.item.id, one.name) in known]
        guides = {scene: [one for one in self.asked.items if one.scene == scene and one.serves == "guide"] for scene in registry.scenes()}
        return table.page(lines, known, names(), guides)


def names() -> dict[str, str]:
    """Scene → what it is called, as its items.yaml says."""
    files = {code: scene.folder / "items.yaml" for code, scene in registry.scenes().items()}
    return {code: str(yaml.load(path.read_text("utf-8"), LOADER)["name"]) for code, path in files.items()}


def every() -> tuple[list[tuple[Situation, Walk]], list[Item]]:
    """Each line of the table as the scene folders lie, and every item. Raises BadWalk, Mistake."""
    items = [Item(content, "v") for content in load.load().values()]
    of = {code: [one for one in items if one.scene == code] for code in registry.scenes()}
    return [line for code, scene in registry.scenes().items() for line in walks(code, scene.folder, of[code])], items


def asked(scenes: Sequence[str], all_: bool, some: Sequence[str]) -> Asked:
    """What these words ask for. Raises Unasked, BadWalk."""
    lines, items = every()
    if strange := [*(set(scenes) - registry.scenes().keys()), *(set(some) - {one.item.id for one, _ in lines})]:
        raise Unasked(f"没有这样的场景或已建成的事项：{'、'.join(strange)}")
    if not (scenes or all_ or some):
        raise Unasked(f"说哪些场景（{'、'.join(registry.scenes())}），或 --all，或 --item")
    wanted = [(one, walk) for one, walk in lines if all_ or one.scene in scenes or one.item.id in some]
    return Asked(wanted, [one for one, _ in lines], items)


def walk(asked: Asked, step: Callable[[], object] = lambda: None, say: Callable[[str], object] = lambda line: None) -> Run:
    """Walk them all; what fails is said at once and the next is walked."""
    run, started = Run(asked), time.monotonic()
    with house.standing() as small:
        for situation, one in asked.lines:
            key = (situation.item.id, situation.name)
            try:
                run.outcomes[key] = walked(small, situation, one)
            except (Surprise, LookupError) as wrong:
                run.failed[key] = f"{type(wrong).__name__}: {wrong}"
                say(f"没走到头  {key[0]} {key[1]}（{dict(situation.answers)}，{one.who}）：{wrong}")
            step()
    run.seconds = time.monotonic() - started
    return run
