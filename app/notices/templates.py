"""WeChat's subscribe templates. A city gives its own ids in the credentials file under wechat.templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """`kind`: what it is for; `id`: WeChat's; `title`: as the person sees it when asked."""

    kind: str
    id: str
    title: str


_DEMO = (
    Template("progress", "tpl-progress-0000000000000000000000000001", "办件进度"),
    Template("payment", "tpl-payment-00000000000000000000000000002", "该交费了"),
    Template("correction", "tpl-correction-000000000000000000000000003", "要您补充"),
    Template("result", "tpl-result-000000000000000000000000000004", "办好了"),
)
_in_use: dict[str, Template] = {one.kind: one for one in _DEMO}


def use(given: Mapping[str, str]) -> None:
    """Take the city's ids: {"progress": "…", …}. A kind that is not given keeps the demo's."""
    _in_use.update({one.kind: Template(one.kind, given.get(one.kind, one.id), one.title) for one in _DEMO})


def templates() -> dict[str, Template]:
    """The templates in use, by kind."""
    return dict(_in_use)


def kind_with(template_id: str) -> str | None:
    """What a template of this id is for; None when it is none of ours."""
    return next((one.kind for one in _in_use.values() if one.id == template_id), None)


def offered(fee: bool) -> list[str]:
    """The ids to ask consent for when a case goes off. WeChat's prompt takes three: what needs the person's hand, and the result."""
    kinds = ("correction", "payment", "result") if fee else ("correction", "progress", "result")
    return [_in_use[kind].id for kind in kinds]
