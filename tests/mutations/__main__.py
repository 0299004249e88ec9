"""`make mutations` (SEED=, COUNT=, SCENE=): one value of one of the six exemplary items, or of the built items of these scenes, is changed,
and somebody must notice.

A name (of a kind, a register, an option, a column, a function) becomes another that stands at the same place of some item, so that most
changes mean something; a figure grows, a yes becomes a no, a sentence loses a character. Who notices is counted apart: reading refuses it,
behaviour differs (what comes out, how a walk ends, a test), or only the approved print (docs/decisions/0031). Exits 1 below 95 of 100.

Each that can be read is a copy of the scenes beside links to everything else, in a process that has the libraries already.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult, Pool

from app.checks import CHECKS
from app.language import load, registry
from app.language.content import Content, Source
from app.language.printed import printed
from app.prices import PRICES
from scenes import BESIDE, discover
from tests.mutations.drawing import Mutant, mutants, mutated
from tests.mutations.outcomes import comes_out_otherwise
from tests.mutations.running import WALKS, noticed, unchanged

AIM = 0.95
REFUSED, BEHAVIOUR, APPROVAL, SURVIVED = "refused", "behaviour", "approval", "survived"
SAID = {REFUSED: "读进来就被拒", BEHAVIOUR: "行为测试发现", APPROVAL: "只有认可书看出来", SURVIVED: "活下来"}
# What every process would import again: nothing of scenes, which differ.
READY = ["pytest", "yaml", "flask", "sqlalchemy", "requests", "alembic.command", "marshmallow", "cryptography.x509"]


@dataclass(frozen=True)
class Bench:
    """`sources`: the items as they stand in their folders."""

    pool: Pool
    sources: Mapping[str, Source]

    def content(self, *changes: Mutant) -> Content | None:
        """What the changed item is read as; None when it cannot be read."""
        source = self.sources[changes[0].item]
        try:
            return load.compiled({**source, "item": mutated(source["item"], *changes)})
        except load.Mistake:
            return None

    def walked(self, changes: Sequence[Mutant]) -> AsyncResult[bool]:
        """Whether tests that walk the item notice these changes of it."""
        name = changes[0].item
        source = self.sources[name]
        return self.pool.apply_async(noticed, (f"scenes/{source['scene']}/items.yaml", name, mutated(source["item"], *changes)))

    def walking(self, some: Sequence[Mutant]) -> set[Mutant]:
        """Those that tests which walk the item notice. What is left of an item is tried together, and in halves where one is noticed:
        most of it is words, and one walk that looks at none of them says so of all."""
        of_items = [[one for one in some if one.item == item] for item in self.sources]
        left = [alike for group in of_items for alike in self._together(group)]
        found: set[Mutant] = set()
        while left:
            asked = [(group, self.walked(group)) for group in left]
            left = []
            for group, told in asked:
                if told.get() and len(group) == 1:
                    found |= set(group)
                elif told.get():
                    left += [group[: len(group) // 2], group[len(group) // 2 :]]
        return found

    def _together(self, group: Sequence[Mutant]) -> list[list[Mutant]]:
        """One list where all can be changed at once: two that change one place, or cannot be read together, are tried apart."""
        if not group:
            return []
        apart = len({one.path for one in group}) < len(group) or self.content(*group) is None
        return [[one] for one in group] if apart else [list(group)]


def main() -> None:
    """Ends with an error when a test is red without a mutant, or too many mutants live."""
    options = argparse.ArgumentParser(prog="python -m tests.mutations")
    options.add_argument("--seed", type=int, default=20261127)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--scene", nargs="+", default=[], help="built items of these scenes, instead of the six")
    given = options.parse_args()
    registry.decide_with(CHECKS)
    registry.price_with(PRICES)
    registry.use(discover(), BESIDE)
    drafts = load.drafts()
    sources = {key: one.source for key, one in drafts.items()}
    built = [key for key, one in drafts.items() if one.content["serves"] != "guide" and one.source["scene"] in given.scene]
    if given.scene and not built:
        raise SystemExit(f"这些场景里没有已建成的事项：{'、'.join(given.scene)}")
    items = {item: sources[item]["item"] for item in built or WALKS}
    drawn = mutants(items, [one["item"] for one in sources.values()], given.seed, given.count)
    processes = get_context("forkserver")
    processes.set_forkserver_preload(READY)
    with processes.Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        as_it_is = pool.apply_async(unchanged, (tuple(items),))
        how = judged(Bench(pool, sources), drawn)
        if as_it_is.get():
            raise SystemExit("没有改动时就有测试不通过")
    counted = Counter(how)
    print(f"{len(drawn)} 个突变（种子 {given.seed}）：{'，'.join(f'{said} {counted[word]}' for word, said in SAID.items())}")
    sys.exit(0 if len(drawn) - counted[SURVIVED] >= AIM * len(drawn) else 1)


def judged(bench: Bench, drawn: Sequence[Mutant]) -> list[str]:
    """Who noticed each of them; those that no test did are said."""
    contents = {one: bench.content(one) for one in drawn}
    read = {one: content for one, content in contents.items() if content is not None}
    print(f"{len(drawn)} 个里 {sum(one not in read for one in drawn)} 个读进来就被拒", flush=True)
    seen = {one for one, content in read.items() if comes_out_otherwise(one.item, content)}
    print(f"该给的、该收的变了的 {sum(one in seen for one in drawn)} 个", flush=True)
    seen |= bench.walking([one for one in read if one not in seen])
    found = []
    for one in drawn:
        item = bench.sources[one.item]["item"]
        differs = printed(mutated(item, one)) != printed(item)
        found.append(REFUSED if one not in read else BEHAVIOUR if one in seen else APPROVAL if differs else SURVIVED)
        if found[-1] in (APPROVAL, SURVIVED):
            print(f"  {SAID[found[-1]]}  {one}")
    return found


if __name__ == "__main__":
    main()
