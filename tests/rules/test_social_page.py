"""查社保 as it is read: every card, figure and sum of people in different places of life, what is left while one register is off.

`python -m tests.rules.test_social_page` writes social_page.yaml anew; whoever changes it reads what it says.
"""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from app.kernel.ports import Row
from app.language.checklist import Item
from app.lookups import showing
from app.lookups.service import Found
from app.lookups.showing import Chosen
from tests import written
from tests.rules.test_social import HUANG, NOBODY, WU, XIUYING, ZHAO

FILE = Path(__file__).with_name("social_page.yaml")
INJURED = {"事故日": "2021-04-09", "结论": "认定", "等级": "十级", "待遇": [{"项": "一次性伤残补助金", "元": 4340000, "日": "2021-11-15"}]}
ACCOUNT = {"本金": 7482240, "利息": 1106418, "余额": 8588658}
ZHAO_WHOLE = replace(ZHAO, rows={**ZHAO.rows, "injury": (INJURED,), "account": (ACCOUNT,)})
PEOPLE = {"赵大伟": ZHAO_WHOLE, "黄国强": HUANG, "吴海燕": WU, "黄秀英": XIUYING, "周子轩": NOBODY}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache
def declared():
    return Item(written.contents()["social-query"], "v")


def page(item, who, off=()):
    """What a person reads, a line a figure."""
    rows = {one.id: who.of(one.id) for one in item.lookups}
    found = {
        one.id: Found(one, tuple(Row(str(n), row) for n, row in enumerate(rows[one.id])), "2026-11-23T01:00:00Z", off=one.id in off)
        for one in item.lookups
    }
    there = {name: () if name in off else some for name, some in rows.items()}
    told = showing.page(item, item.view, replace(who, rows=there, off=frozenset(off)), found, Chosen("", "", ""))
    return {
        "cards": {one["title"]: card(one) for one in told["cards"]},
        "rows": told["rows"] and f"{told['rows']['year']} {told['rows']['tab']} {len(told['rows']['rows'])}",
        "chart": told["chart"] and f"{told['chart']['title']} {len(told['chart']['bars'])}",
        "papers": [one["name"] for one in told["papers"]][:2],
        "next": [f"{one['item']} {one['say']}" for one in told["next"]],
        "empty": told["empty"],
        "off": told["off"] and told["off"]["say"],
    }


def card(one):
    if one["off"]:
        return one["off"]["say"]
    lines = [figure(each) for each in one["figures"]]
    return lines + ([f"→ {one['link']['item']} {one['link']['say']}"] if one["link"] else [])


def figure(one):
    text = one["text"] if one["amount_fen"] is None else f"{one['amount_fen']} fen"
    return f"{one['label']}{'*' if one['big'] else ''}: {text}" + (f"（{one['note']}）" if one["note"] else "")


@lru_cache
def pages(item=None):
    """What everybody reads of this item; of the one that is declared."""
    item = item or declared()
    lookups = [one.id for one in item.lookups]
    whole = {name: page(item, who) for name, who in PEOPLE.items()}
    without = {
        f"{name} without {one}": changes(whole[name], page(item, who, (one,)))
        for name, who in (("吴海燕", WU), ("黄秀英", XIUYING))
        for one in lookups
    }
    return {**whole, **without}


def changes(before, after):
    """What is read otherwise."""
    cards = {title: lines for title, lines in after["cards"].items() if lines != before["cards"].get(title)}
    gone = [title for title in before["cards"] if title not in after["cards"]]
    other = {key: after[key] for key in ("rows", "chart", "papers", "next", "empty", "off") if after[key] != before[key]}
    return {**({"cards": cards} if cards else {}), **({"gone": gone} if gone else {}), **other}


READ = yaml.load(FILE.read_text("utf-8"), LOADER) if FILE.exists() else {}


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name):
    assert pages()[name] == READ[name]


def test_everybody_is_there():
    assert list(pages()) == list(READ)


def main():
    from app.checks import CHECKS
    from app.language import registry
    from app.prices import PRICES
    from scenes import BESIDE, discover

    registry.decide_with(CHECKS)
    registry.price_with(PRICES)
    registry.use(discover(), BESIDE)
    FILE.write_text(yaml.safe_dump(pages(), allow_unicode=True, sort_keys=False, width=140), "utf-8")


if __name__ == "__main__":
    main()
