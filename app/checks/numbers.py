"""Numbers that check themselves: id, company, vehicle, fiscal bill, seal; sizes and shares."""

from __future__ import annotations

import re
from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text as texts
from app.reference import cities

VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
ORDINARY = re.compile("粤[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}")
NEW_ENERGY = re.compile("粤[A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])")
ELECTRIC = "ABCDE"  # the letter of a battery car; F G H J K the others


@check("id_checksum", number="person.id_number")
def id_checksum(today: date, number: str) -> Verdict:
    """An id number fits its last character, and its birth date is one."""
    fault = texts.id_number_fault(texts.compact(number), today)
    return Fail(fault.rstrip("。")) if fault else Pass()


@check("uscc_checksum", code="form.uscc")
def uscc_checksum(code: str) -> Verdict:
    """GB 32100. Older codes of 15, 17 or 20 characters have nothing to check."""
    plain = texts.compact(code)
    if len(plain) in (15, 17, 20) and plain.isascii() and plain.isalnum():
        return Pass()
    fault = texts.uscc_fault(plain)
    return Fail(fault.rstrip("。")) if fault else Pass()


@check("vin_checksum", vin="form.vin")
def vin_checksum(vin: str) -> Verdict:
    """GB 16735: 17 characters without I, O, Q; position 9 is the sum's remainder."""
    plain = texts.compact(vin)
    if len(plain) != 17:
        return Fail(f"车架号要 17 位，现在是 {len(plain)} 位", "照着合格证或行驶证再看一眼")
    if not re.fullmatch("[0-9A-HJ-NPR-Z]{17}", plain):
        return Fail("车架号里没有字母 I、O 和 Q", "是不是数字 1 或 0")
    values = [int(char) if char.isdigit() else VIN_VALUES[char] for char in plain]
    rest = sum(value * weight for value, weight in zip(values, VIN_WEIGHTS, strict=True)) % 11
    good = plain[8] == ("X" if rest == 10 else str(rest))
    return Pass() if good else Fail("车架号有一位不对", "照着合格证或行驶证再看一眼")


@check("plate_format", plate="form.plate", energy="form.energy")
def plate_format(city: str, plate: str, energy: str | None) -> Verdict:
    """GA 36, of this province. `energy`: 汽油, 纯电, …; a plate of another city is one too, but not a new one here."""
    plain = texts.compact(plate).replace("·", "")
    if re.search("[IO]", plain[1:]):
        return Fail("车牌里没有字母 I 和 O", "是不是数字 1 或 0")
    new = len(plain) == 8
    if not (NEW_ENERGY if new else ORDINARY).fullmatch(plain):
        return Fail("车牌号不对，再看一眼", "像 粤A12B34；新能源车是 粤AD12345")
    if not new and len(re.findall("[A-Z]", plain[2:])) > 2:
        return Fail("普通车牌最多两个字母")
    if energy and new and (energy == "纯电") is not ((plain[2] if plain[2].isalpha() else plain[7]) in ELECTRIC):
        return Fail(f"{'纯电' if energy == '纯电' else '这种'}车的号码不是这样编的")
    letters = cities()[city]["plate"] if city in cities() else []
    if energy and plain[1] not in letters:
        return Fail(f"{cities()[city]['short']}的号码是 粤{'、粤'.join(letters)} 开头" if letters else "不是这里的号码")
    return Pass()


@check("range", short="within", value="form.value")
def range_(value: str, within: str) -> Verdict:
    """`within`: low..high, whole numbers."""
    low, _, high = within.partition("..")
    if not re.fullmatch("-?[0-9]+", value):
        return Fail("要填整数")
    return Pass() if int(low) <= int(value) <= int(high) else Fail(f"要在 {low} 到 {high} 之间")


@check("share_lte", short="whole", parts="form.parts")
def share_lte(parts: list[int], whole: int) -> Verdict:
    """The parts of one thing together."""
    return Pass() if sum(parts) <= whole else Fail(f"合计超过 {whole}%，现在是 {sum(parts)}%")


@check("fiscal_bill_format", code="form.code", number="form.number", check6="form.check6")
def fiscal_bill_format(code: str, number: str, check6: str) -> Verdict:
    """Fiscal e-bills: 8, 10 and 6 characters; the code ends in the year."""
    for name, value, pattern, size in (
        ("票据代码", code, "[0-9]{8}", 8),
        ("票据号码", number, "[0-9]{10}", 10),
        ("校验码", check6, "[0-9A-Za-z]{6}", 6),
    ):
        if not re.fullmatch(pattern, texts.plain(value)):
            return Fail(f"{name}是 {size} 位", "对着票据再看一眼")
    return Pass()


@check("seal_code", code="rows.seal.code", taken="rows.seal.taken", district="rows.seal.district")
def seal_code(code: str, taken: list[str], district: str) -> Verdict:
    """GA 241: six digits of the region and seven of a sequence, used by no other seal."""
    if not re.fullmatch("[0-9]{13}", code) or not code.startswith(district):
        return Fail("印章编码要 13 位，前 6 位是区划")
    return Fail("这个印章编码有人用了", "换下一个号") if code in taken else Pass()
