"""异地就医备案: where somebody is treated away from home, and until when, from the rows of ybj.remote. Pure."""

from __future__ import annotations

from app.language.showing import Columns, Said, Seen, day


def remote(seen: Seen, arg: str) -> Said | None:
    """The records that run. `arg`: running — nothing is said where there is none."""
    records = sorted((one for one in seen.of("records") if _runs(seen, one)), key=lambda one: str(one["起"]), reverse=True)
    if not records:
        return None if arg else Said("没有备案", "去外地看病以前备案，当场就能用")
    told = "；".join(_said(one) for one in records)
    return Said("、".join(dict.fromkeys(str(one["就医地名"]) for one in records)), told, "done")


def _said(one: Columns) -> str:
    ends = f"到 {day(str(one['止']))}" if one["止"] else "长期有效"
    both = "，回参保地看病也照常报" if one["双向"] else ""
    return f"{one['就医地名']}{one['类型']}备案，{day(str(one['起']))}起，{ends}{both}"


def _runs(seen: Seen, one: Columns) -> bool:
    return one["状态"] == "生效" and (not one["止"] or str(one["止"]) >= seen.today.isoformat())


def emergency(seen: Seen, arg: str) -> Said | None:
    """What needs no record."""
    return Said("不用备案", "跟医院说“急诊”，抢救的当作备过案")
