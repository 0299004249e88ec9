"""WeChat's subscribe templates: which there are and how a notice fits their fields (value rules: 20 characters a thing)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel import clock

# Ids are the city's own, given in the credentials file under wechat.templates; these are the demo's.
TEMPLATES = {
    "progress": {"id": "tpl-progress-0000000000000000000000000001", "title": "办件进度"},
    "payment": {"id": "tpl-payment-00000000000000000000000000002", "title": "待交费提醒"},
    "correction": {"id": "tpl-correction-000000000000000000000000003", "title": "要您补充"},
}
KIND_OF_STATE = {"to_pay": "payment", "to_correct": "correction"}


def use(given: Mapping[str, str]) -> None:
    """Take the city's template ids: {"progress": "…", …}."""
    for kind, template in given.items():
        if kind in TEMPLATES:
            TEMPLATES[kind]["id"] = template


def fields(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Template id and values for one move of a case."""
    kind = KIND_OF_STATE.get(data["to"], "progress")
    values = {
        "thing1": _thing(data["short"]),
        "phrase2": _phrase(data["title"]),
        "time3": clock.china(clock.now()).strftime("%Y年%m月%d日 %H:%M"),
        "thing4": _thing(data["say"]),
    }
    return TEMPLATES[kind]["id"], values


def _thing(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"


def _phrase(text: str) -> str:
    return text[:5]
