"""What people are shown of numbers and names: enough to recognise, not enough to use."""

import re

NOTHING = frozenset({"-", "--", "—", "——", "/", "／", "无", "暂无", "未填"})  # what registers write where there is nothing to write


def empty(text: str) -> bool:
    """Whether it says nothing: there is nothing to hide, and stars would say that there is."""
    return not text.strip() or text.strip() in NOTHING


def mask_name(name: str) -> str:
    """林志豪 → 林*豪, 张三 → 张*."""
    if len(name) <= 1 or empty(name):
        return name.strip()
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id(number: str) -> str:
    """440199********0010: region and the last four, the digits a person recognises."""
    if empty(number):
        return number.strip()
    return number[:6] + "*" * max(0, len(number) - 10) + number[-4:] if len(number) > 10 else "*" * len(number)


def mask_phone(phone: str) -> str:
    """138 **** 2046."""
    if empty(phone):
        return phone.strip()
    return f"{phone[:3]} **** {phone[-4:]}" if len(phone) == 11 else "*" * len(phone)


def mask_document(number: str) -> str:
    """E*****6128: letter and the last four."""
    if empty(number):
        return number.strip()
    return number[:1] + "*" * max(0, len(number) - 5) + number[-4:] if len(number) > 5 else "*" * len(number)


LONGEST_NAME = 4  # in characters: what is short may be a name, and a name has one mask

# Words of a handful that half of would tell whole (汉*), and that say of nobody who they are.
CLASSES = frozenset({"性别", "民族", "前往地", "签注种类"})


def shaded(label: str, text: str) -> str:
    """What stands at a label, veiled; a class is neither hidden nor half hidden."""
    return text if label in CLASSES else veil(text)


def veil(text: str) -> str:
    """E****6128, 广东省******, 林*豪, 20****18: of what a register says, enough that its person knows it, too little for anybody else.
    A number reads as on its card, a name as everywhere, and veiled twice as veiled once: one paper has one mask on all pages."""
    if empty(text):
        return text.strip()
    if text.isascii():
        return f"{text[:2]}****{text[-2:]}" if _DAY.fullmatch(text) else mask_document(text) if len(text) > 7 else "*" * len(text)
    if len(text) <= LONGEST_NAME:
        return mask_name(text)
    return f"{text[:3]}******" if len(text) > 6 else text[0] + "*" * (len(text) - 1)


_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
# Anything in a log that looks like a person's id number, phone number or a token.
_PRIVATE = re.compile(r"(?<!\d)(?:[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]|1[3-9]\d{9})(?!\d)|(?:Bearer\s+|tok_)[\w.~+/=-]{8,}")


def redact(text: str) -> str:
    """Remove what looks personal from a line of log."""
    return _PRIVATE.sub("[redacted]", text)
