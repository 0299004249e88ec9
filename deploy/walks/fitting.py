"""What a person might give in any field: a value that is well formed, and a person who has no other wish takes the first there is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import yaml

from app.language.registry import scenes
from deploy.visitor import Answer

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SAID = {
    "text": "示例",
    "longtext": "昨天下午在天河城地铁站丢的",
    "phone": "13900139000",
    "address": "广州市天河区示例路 1 号 8 栋 302",
    "idnumber": "440199199208200010",
    "uscc": "91440101MADEMA0192",
    "date": "2026-11-20",
}
BANK = "工商银行 6222021234567890128"
TYPED: dict[str, Answer] = {
    "check": True,
    "month": "2026-10",
    "year": "2026",
    "region": "440106",
    "plate": "粤A12B34",
    "vin": "LSGDEMA0XTG000001",
    "person": {"name": "陈晓彤", "id_number": "440199199503120021"},
    "bank": {"bank": "工商银行", "number": "6222021234567890128", "owner": "林志豪"},
}


def fitting(field: Mapping[str, Answer]) -> Answer:
    """What a person might give in this field, as the API describes it."""
    if field["kind"] in ("number", "money"):
        return max(field["min"] or 0, min(100, field["max"] or 100))
    if field["kind"] in ("choices", "ranked"):
        return [one["id"] for one in field["options"][: field["min"] or 1]]
    if field["kind"] == "list":
        return [{one["id"]: fitting(one) for one in field["fields"] if one["required"] and not one["when"]}] * (field["min"] or 1)
    if field["kind"] in TYPED:
        return TYPED[field["kind"]]
    said = field["options"][0]["id"] if field["kind"] == "choice" else BANK if "卡号" in field["label"] else SAID[field["kind"]]
    return said[: field["max"]] if field["max"] else said


@lru_cache
def rightly() -> dict[str, dict[str, str]]:
    """Of each item the first form in which its own scene says nothing is wrong (cases.yaml)."""
    paths = [scene.folder / "cases.yaml" for scene in scenes().values()]
    cases = [one for path in paths if path.is_file() for one in yaml.load(path.read_text("utf-8"), LOADER)["cases"]]
    return {one["item"]: one["form"] for one in reversed(cases) if one.get("refused") == {}}


def right(item: str) -> dict[str, str]:
    """Values that an item's own scene says nothing is wrong with, for what its hook looks at."""
    return dict(rightly().get(item, {}))
