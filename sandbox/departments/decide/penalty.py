"""公安交通管理行政处罚决定书: what the driver is handed with a decision, one for each violation."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked
from sandbox.documents import Doc
from sandbox.registers.declared import Row

TITLE = "公安交通管理行政处罚决定书"
REVIEW_DAYS, SUIT_MONTHS = 60, 6
DEMO = "（演示地址）"


def paper(asked: Asked, row: Row, number: str, driver: str, due: date) -> Doc:
    """The decision on one violation: {number, title, facts, parts}. `due`: the last day to pay without anything added."""
    licence = asked.store.get("jj.drivers", driver) or {}
    facts = {
        "决定书编号": number,
        "证件号码": driver,
        "档案编号": str(licence.get("档案编号") or ""),
        "车牌": str(row["plate"] or ""),
        "时间": moment(str(row["时间"])),
        "地点": str(row["地点"]),
        "违法行为": f"{row['行为']}（代码 {row['代码']}）",
        "证据": evidence(row),
        "违反了": str(row["违反"]),
        "处罚依据": str(row["依据"]),
        "处罚决定": f"罚款 {yuan(int(row['罚款']))} 元，记 {row['记分']} 分",
        "缴款期限": f"{day(due)}",
        "作出决定的": str(row["机关"]),
        "决定日期": day(asked.today),
    }
    return {
        "number": number,
        "title": TITLE,
        "facts": [{"label": label, "text": text} for label, text in facts.items() if text],
        "parts": [{"head": head, "text": text} for head, text in parts(row, due)],
    }


def parts(row: Row, due: date) -> list[tuple[str, str]]:
    """What stands below the facts: why, how to pay, what can be done against it and where."""
    office = str(row["机关"])
    city = office.partition("市")[0] + "市"
    seen = f"{moment(str(row['时间']))}，{row['plate'] or '您'}在{row['地点']}{row['行为']}，有{evidence(row)}为证。"
    review = f"收到这份决定书那天起 {REVIEW_DAYS} 天内，可以向{city}人民政府申请行政复议，申请交到{city}司法局，不收费。"
    suit = f"也可以在 {SUIT_MONTHS} 个月内，向有管辖权的人民法院提起行政诉讼，归哪个法院管打 12368 问。"
    return [
        ("事实和理由", f"{seen}您看过告知书，没有提出异议。"),
        ("怎么交", f"{day(due)}前交清。晚一天，加罚款的 3%，加的不超过罚款本身。"),
        ("不服怎么办", f"{review}{suit}复议、诉讼期间不停止执行，也不加收晚交的钱。"),
        ("作出决定的在哪里", f"{office}违法处理窗口{DEMO}，电话 12123。"),
    ]


def evidence(row: Row) -> str:
    """电子眼照片 3 张（远景、近景、车牌）."""
    shots = [str(one) for one in row["照片"]]
    return f"{row['采集']}照片 {len(shots)} 张（{'、'.join(shots)}）" if shots else f"{row['采集']}执法记录"


def moment(text: str) -> str:
    """2026-11-05 08:12 → 2026 年 11 月 5 日 08:12."""
    return f"{day(date.fromisoformat(text[:10]))} {text[11:]}"


def day(on: date) -> str:
    """2026 年 12 月 8 日."""
    return f"{on.year} 年 {on.month} 月 {on.day} 日"


def yuan(fen: int) -> str:
    """1,234.00"""
    return f"{fen // 100:,}.{fen % 100:02d}"
