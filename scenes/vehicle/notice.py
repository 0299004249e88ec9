"""行政处罚告知书: what the traffic police means to decide, read before it is signed (行政处罚法 44, 45). Pure."""

from __future__ import annotations

from app.language.showing import Columns, Part, Sheet, Told, day, yuan

TITLE = "行政处罚告知书"


def penalty(told: Told) -> Sheet:
    """Each violation with its facts, evidence, grounds and what is meant to be decided; then what the person may say and do."""
    fines, points = sum(_number(row, "罚款") for row in told.rows), sum(_number(row, "记分") for row in told.rows)
    facts = (("一共", f"{len(told.rows)} 条，罚款 {yuan(fines)}，记 {points} 分"),)
    each = tuple(_each(n, row, len(told.rows)) for n, row in enumerate(told.rows, 1))
    return Sheet(TITLE, facts, parts=(*each, SPEAK, AFTER, _against(told)))


SPEAK = Part(
    "不认可，可以先说",
    "决定之前，您有权陈述和申辩：说明当时的情况，交照片、视频。说了不会罚得更重。不认可就先不要签，到违法处理窗口说，或者打 12123。",
)
AFTER = Part(
    "签了以后",
    "当场作出处罚决定，决定书发到您手机上就算送达。从那天起 15 天内交罚款，晚一天加罚款的 3%，加的不超过罚款本身。",
)


def _each(n: int, row: Columns, of: int) -> Part:
    """One violation. What the department leaves empty is not said."""
    shots = row.get("照片")
    seen = "、".join(str(one) for one in shots) if isinstance(shots, list) else ""
    when = str(row.get("时间") or "")
    facts = (
        ("时间", f"{day(when[:10])} {when[11:]}" if when else ""),
        ("地点", str(row.get("地点") or "")),
        ("车牌", str(row.get("plate") or "")),
        ("违法行为", f"{row.get('行为')}（代码 {row.get('代码')}）"),
        ("证据", f"{row.get('采集')}照片：{seen}" if seen else str(row.get("采集") or "")),
        ("违反了", str(row.get("违反") or "")),
        ("处罚依据", str(row.get("依据") or "")),
        ("打算怎么罚", f"罚款 {yuan(_number(row, '罚款'))}，记 {_number(row, '记分')} 分"),
        ("作决定的", str(row.get("机关") or "")),
    )
    head = str(row.get("行为"))
    return Part(f"{n}. {head}" if of > 1 else head, facts=tuple(one for one in facts if one[1]))


def _against(told: Told) -> Part:
    return Part("不服决定怎么办", "".join(told.remedy))


def _number(row: Columns, name: str) -> int:
    found = row.get(name)
    return found if isinstance(found, int) else 0
