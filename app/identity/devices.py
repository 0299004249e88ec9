"""What a person calls the phone they are signed in on. Pure.

WeChat says maker and model (`HUAWEI ALN-AL00`, `iPhone 15 Pro<iPhone16,1>`); a browser only what its User-Agent says. Makers write
codes where people know names: the commonest are put right here, for the others the code is what stands in the phone's own settings.
"""

from __future__ import annotations

import re

from app.kernel import text

MOST = 40
MAKERS = {
    "huawei": "华为", "honor": "荣耀", "xiaomi": "小米", "redmi": "红米", "oppo": "OPPO", "vivo": "vivo", "samsung": "三星",
    "oneplus": "一加", "realme": "真我", "meizu": "魅族", "zte": "中兴", "nubia": "努比亚", "iqoo": "iQOO", "apple": "苹果",
}  # fmt: skip
NAMES = {
    "ALN": "华为 Mate 60 Pro", "BRA": "华为 Mate 60", "CET": "华为 Mate 50", "DCO": "华为 Mate 50 Pro", "NOH": "华为 Mate 40 Pro",
    "LIO": "华为 Mate 30 Pro", "TAS": "华为 Mate 30", "ADY": "华为 Pura 70", "LNA": "华为 P60", "MNA": "华为 P60 Pro",
    "ELS": "华为 P40 Pro", "ANA": "华为 P40", "BVL": "荣耀 Magic6", "PGT": "荣耀 Magic5",
}  # fmt: skip
_KINDS = (("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("HarmonyOS|HUAWEI", "华为手机"), ("Android", "安卓手机"))
_COMPUTERS = (("Windows", "Windows 电脑"), ("Macintosh", "苹果电脑"), ("Linux", "电脑"))
_MODEL = re.compile(r"Android [^;)]*; (?:[a-z]{2}[-_][a-zA-Z]{2}; )?([^;)]+?)(?: Build/[^;)]*)?[;)]")


def name(said: str, agent: str) -> str:
    """`said`: what the phone says of itself, maybe nothing; `agent`: its User-Agent. Never empty, forty characters at most."""
    model = _clean(said) or _of_agent(agent)
    if model:
        return _recognised(model)[:MOST]
    return next((kind for pattern, kind in (*_KINDS, *_COMPUTERS) if re.search(pattern, agent)), "手机")


def _clean(said: str) -> str:
    """Without the maker's own code in angle brackets and without anything a name of a phone has not."""
    plain = re.sub("<[^>]*>", " ", text.plain(said))
    plain = re.sub(r"[^\w +\-().]", " ", plain)
    return re.sub(" +", " ", plain).strip() if re.search(r"\w", plain) and "unknown" not in plain.lower() else ""


def _of_agent(agent: str) -> str:
    found = _MODEL.search(agent)
    model = _clean(found[1]) if found else ""
    return "" if model in ("K", "Mobile", "wv", "Tablet") else model  # browsers that hide the model write K


def _recognised(model: str) -> str:
    """HUAWEI ALN-AL00 → 华为 Mate 60 Pro; Xiaomi 23127PN0CC → 小米 23127PN0CC; iPhone iPhone 15 → iPhone 15."""
    maker, _, rest = model.partition(" ")
    known = MAKERS.get(maker.lower())
    bare = rest if known and rest else model
    code = re.match("([A-Z]{3})-[A-Z]{2}[0-9]{2}", bare)
    if code and code[1] in NAMES:
        return NAMES[code[1]]
    if bare.startswith(("iPhone iPhone", "iPad iPad")):
        return bare.partition(" ")[2]
    if bare.startswith(("iPhone", "iPad")):
        return bare
    repeated = known and bare.lower().startswith(maker.lower())
    return f"{known} {bare[len(maker) :].strip() if repeated else bare}".strip() if known else bare
