"""An item on paper: everything it declares, in the words of those who answer for it (docs/decisions/0031).

A clerk reads it, says yes, and `flask catalog approve ITEM` keeps it as scenes/<scene>/approved/<item>.txt. A changed figure, word or
condition is then a line that differs from what was approved, and stays one until somebody approves it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.jsons import Json

# In the order of the page; what is not named here has no place in an item.
PARTS = {
    "name": "名称", "short": "大家怎么叫", "plain": "一句话", "alias": "也叫", "code": "事项编码", "dept": "部门", "level": "层级",
    "type": "事项类型", "object": "给谁办", "kind": "办件类型", "freq": "多久一次", "nav": "放在哪里", "icon": "图标",
    "papers": "还收哪种证件", "quiet": "锁屏上叫",
    "channels": "在哪里能办", "online": "手机上能办到哪一步", "online_cities": "手机上能办的城市", "cities": "哪些城市有",
    "visits": "跑几次",
    "legal": "法定时限", "promise": "承诺时限", "trust": "告知承诺", "basis": "依据", "questions": "先问", "situations": "情形",
    "lookups": "向部门查", "view": "查到的怎么看", "opens": "点开是", "form": "要填的", "holds": "先占住", "participants": "还要谁同意",
    "course": "哪几处办", "notice": "签字前看的告知书", "remind": "没办的到期前提醒",
    "materials": "材料", "review": "审查要点", "fees": "收费", "price": "怎么算钱", "effects": "办成之后", "result": "拿到什么",
    "hotline": "打哪个电话问",
    "stop": "什么情况不能办", "tips": "提醒",
}  # fmt: skip
# What stands in a line; other keys are the register's or the questions' own and are said as they are.
WORDS = {
    "label": "名称", "kind": "填法", "hint": "提示", "from": "来自", "max": "最多", "min": "最少", "required": "必填",
    "undone": "没办成时说", "apart": "分开算的问题",
    "options": "可选", "when": "在这种情况", "asked": "问到时", "lookup": "从查到的选", "register": "登记簿", "key": "按",
    "where": "只要", "also": "或按", "purpose": "为了", "off": "查不到时", "show": "显示", "title": "标题", "empty": "没有时说",
    "need": "要不要", "m": "材料", "text": "要点", "check": "谁看", "rule": "怎么判", "fn": "函数", "arg": "参数",
    "say": "不符合时说", "do": "怎么办", "fail": "不符合就", "at": "什么时候", "yuan": "元", "per": "每", "status": "依据情况",
    "optional": "可不交", "ask": "问题", "default": "默认", "known": "已知道时", "who": "是谁", "sees": "能看到", "says": "请他",
    "role": "身份", "units": "从哪里抽", "draw": "抽几个", "minutes": "占几分钟", "keep": "办成后留", "lapsed": "过期了说",
    "way": "另一条路", "department": "部门", "days": "工作日", "points": "看哪几条", "asks": "能要改哪几样",
    "silence": "不回答就当", "if_no": "不同意时说", "alone": "登记里没有就不问", "along": "证也跟着换的人", "changes": "也跟着变的证",
    "renames": "名字跟着改成", "ends": "谁的证都作废", "without": "除了", "tells": "也告诉", "remote": "在外地",
    "yuan_span": "从多少元到多少元", "read": "看过打勾", "more": "签字前还要看", "glad": "没有是好事",
    "fetch": "到哪里领", "pick": "看哪一项", "called": "那里叫什么",
    "note": "怎么给", "counter": "到窗口怎么给", "phone": "电话",
    "n": "数", "unit": "单位", "src": "出处", "online": "手机上", "visits": "跑几次",
}  # fmt: skip
SIGNS = {True: "是", False: "否", None: "空"}


def printed(item: Mapping[str, Json]) -> str:
    """The item as its source declares it. Raises KeyError for a part no page has a place for."""
    unknown = sorted(set(item) - set(PARTS) - {"id"})
    if unknown:
        raise KeyError(f"{item['id']}：{'、'.join(unknown)}")
    lines = [f"{item['short']}（{item['id']}）", ""]
    for part, title in PARTS.items():
        if part in item:
            lines += _part(title, item[part])
    return "\n".join(lines) + "\n"


def _part(title: str, value: Json) -> list[str]:
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        return ["", f"【{title}】{len(value)}", *(f"{number:>3}. {_entry(one)}" for number, one in enumerate(value, 1))]
    if isinstance(value, dict) and any(isinstance(one, dict | list) for one in value.values()):
        return ["", f"【{title}】", *(line for key, one in value.items() for line in _part(key, one))]
    return [f"{title}：{_said(value)}"]


def _entry(value: Json) -> str:
    if isinstance(value, dict):
        return "　".join(f"{WORDS.get(key, key)}：{_said(one)}" for key, one in value.items())
    return _said(value)


def _said(value: Json) -> str:
    if isinstance(value, dict):
        return "（" + "，".join(f"{WORDS.get(key, key)} {_said(one)}" for key, one in value.items()) + "）"
    if isinstance(value, list):
        return "[" + "、".join(_said(one) for one in value) + "]"
    if value is None or isinstance(value, bool):
        return SIGNS[value]
    return f"“{value}”" if isinstance(value, str) and (value.isdigit() or not value) else str(value)
